use std::time::Duration;
use std::{env, error::Error, fs};

use redis::sentinel::{SentinelClient, SentinelClientBuilder, SentinelServerType};
use redis::{Connection, ConnectionAddr, TlsCertificates, TlsMode};

/// Finds the master through the Sentinels at each `get_connection`.
pub fn client() -> Result<SentinelClient, Box<dyn Error>> {
    let (username, password) = (env::var("REDIS_USERNAME")?, env::var("REDIS_PASSWORD")?);
    let ca = env::var("REDIS_CA_FILE").ok();
    let mut sentinels = Vec::new();
    for address in env::var("REDIS_SENTINELS")?.split(',') {
        let (host, port) = address.split_once(':').ok_or("no port")?;
        let (host, port) = (host.to_string(), port.parse()?);
        sentinels.push(match &ca {
            None => ConnectionAddr::Tcp(host, port),
            Some(_) => ConnectionAddr::TcpTls { host, port, insecure: false, tls_params: None },
        });
    }
    let mut builder = SentinelClientBuilder::new(
        sentinels,
        env::var("REDIS_MASTER_NAME")?,
        SentinelServerType::Master,
    )?
    .set_client_to_redis_username(&username)
    .set_client_to_redis_password(&password)
    .set_client_to_sentinel_username(&username)
    .set_client_to_sentinel_password(&password);
    if let Some(file) = ca {
        let certificates = TlsCertificates { client_tls: None, root_cert: Some(fs::read(file)?) };
        builder = builder
            .set_client_to_redis_tls_mode(TlsMode::Secure)
            .set_client_to_redis_certificates(certificates.clone())
            .set_client_to_sentinel_tls_mode(TlsMode::Secure)
            .set_client_to_sentinel_certificates(certificates);
    }
    Ok(builder.build()?)
}

/// To be called again after an error: a connection stays with the server that it was made to.
pub fn connect(client: &mut SentinelClient) -> redis::RedisResult<Connection> {
    let connection = client.get_connection()?;
    connection.set_read_timeout(Some(Duration::from_secs(1)))?;
    connection.set_write_timeout(Some(Duration::from_secs(1)))?;
    Ok(connection)
}
