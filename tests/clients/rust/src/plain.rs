use std::{env, error::Error, fs};

use redis::{Client, TlsCertificates};

/// A connection that broke does not come back: `get_connection` makes the next.
pub fn client() -> Result<Client, Box<dyn Error>> {
    let url = env::var("REDIS_PROXY_URL")?;
    Ok(match env::var("REDIS_CA_FILE") {
        Err(_) => Client::open(url)?,
        Ok(file) => Client::build_with_tls(url, TlsCertificates { client_tls: None, root_cert: Some(fs::read(file)?) })?,
    })
}
