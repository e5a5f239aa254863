import * as pulumi from "@pulumi/pulumi";
import { Shop } from "./shop";

const config = new pulumi.Config();

const shop = new Shop("shop", {
  image: config.require("image"),
  namespace: "shop",
  passwords: config.requireSecretObject("passwords"),
});

export const { masterName } = shop.cache;
