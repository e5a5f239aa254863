import * as pulumi from "@pulumi/pulumi";

type Arn = pulumi.Input<string>;

/** A policy document as the text that AWS takes. */
function document(...statements: object[]): pulumi.Output<string> {
  return pulumi.jsonStringify({ Version: "2012-10-17", Statement: statements });
}

/** For everybody, the owner too: nothing without TLS 1.2 or later (AWS Config: s3-bucket-ssl-requests-only). */
export function encryptedTransport(bucket: Arn): pulumi.Output<string> {
  const everything = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:*",
    Resource: [bucket, pulumi.interpolate`${bucket}/*`],
  };
  return document(
    { Sid: "OnlyTls", ...everything, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    { Sid: "OnlyTls12", ...everything, Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } } },
  );
}

/**
 * What takes a backup: it puts objects, reads back what it has put, and removes what is no longer to be kept; with
 * versions that hides an object, and only the life cycle of the bucket ends it.
 */
export function backupRights(bucket: Arn, prefix: string): pulumi.Output<string> {
  return document(listing(bucket, prefix), {
    Sid: "Objects",
    Effect: "Allow",
    Action: ["s3:PutObject", "s3:GetObject", "s3:DeleteObject", "s3:AbortMultipartUpload"],
    Resource: pulumi.interpolate`${bucket}/${prefix}/*`,
  });
}

/** What restores and proves a backup: it reads. */
export function restoreRights(bucket: Arn, prefix: string): pulumi.Output<string> {
  return document(listing(bucket, prefix), {
    Sid: "Objects",
    Effect: "Allow",
    Action: ["s3:GetObject"],
    Resource: pulumi.interpolate`${bucket}/${prefix}/*`,
  });
}

function listing(bucket: Arn, prefix: string) {
  return {
    Sid: "List",
    Effect: "Allow",
    Action: ["s3:ListBucket"],
    Resource: bucket,
    Condition: { StringLike: { "s3:prefix": [`${prefix}/*`] } },
  };
}

/** Use of the key that encrypts the objects. */
export function keyRights(key: Arn): pulumi.Output<string> {
  return document({ Effect: "Allow", Action: ["kms:GenerateDataKey", "kms:Decrypt"], Resource: key });
}

/**
 * What S3 itself needs to copy every new object to the second bucket (Amazon S3: setting up permissions for
 * replication).
 */
export function replicationRights(bucket: Arn, replica: Arn): pulumi.Output<string> {
  return document(
    { Effect: "Allow", Action: ["s3:GetReplicationConfiguration", "s3:ListBucket"], Resource: bucket },
    {
      Effect: "Allow",
      Action: ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"],
      Resource: pulumi.interpolate`${bucket}/*`,
    },
    {
      Effect: "Allow",
      Action: ["s3:ReplicateObject", "s3:ReplicateTags"],
      Resource: pulumi.interpolate`${replica}/*`,
    },
  );
}

/** Reading what the first key has encrypted, and encrypting it with the second. */
export function replicationKeyRights(key: Arn, replicaKey: Arn): pulumi.Output<string> {
  return document(
    { Effect: "Allow", Action: ["kms:Decrypt"], Resource: key },
    { Effect: "Allow", Action: ["kms:Encrypt", "kms:GenerateDataKey"], Resource: replicaKey },
  );
}

/** Who may take a role: a service of AWS. */
export function trustedService(service: string): pulumi.Output<string> {
  return document({ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" });
}

/** A service account of a cluster, by the cluster's OpenID provider (EKS: IAM roles for service accounts). */
export interface ServiceAccount {
  /** ARN of the cluster's OpenID provider in IAM. */
  providerArn: pulumi.Input<string>;
  namespace: string;
  name: string;
}

/** Who may take a role: the pods of one service account. */
export function trustedServiceAccount({ providerArn, namespace, name }: ServiceAccount): pulumi.Output<string> {
  return pulumi.output(providerArn).apply((arn) => {
    const issuer = arn.split(":oidc-provider/")[1] ?? "";
    const condition = {
      StringEquals: {
        [`${issuer}:sub`]: `system:serviceaccount:${namespace}:${name}`,
        [`${issuer}:aud`]: "sts.amazonaws.com",
      },
    };
    return document({
      Effect: "Allow",
      Principal: { Federated: arn },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: condition,
    });
  });
}
