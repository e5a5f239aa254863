//! An application that writes to Redis by redis-rs: one line of JSON for each write says when it began and ended, and
//! why it failed.

use std::error::Error;
use std::thread::sleep;
use std::time::{Duration, SystemTime};
use std::{env, io, process, thread};

use redis::{Commands, Connection};
use serde_json::json;

mod plain;
mod with_redis_rs;

const PAUSE: Duration = Duration::from_millis(5);

/// Writes 0, 1, 2, ... one after another, until the standard input ends.
fn main() -> Result<(), Box<dyn Error>> {
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        process::exit(0)
    });
    rustls::crypto::ring::default_provider().install_default().map_err(|_| "no TLS")?;
    let key = env::var("TEST_KEY")?;
    let mut connect = connector(env::args().nth(1).as_deref())?;
    let mut connection: Option<Connection> = None;
    for n in 0.. {
        let start = now();
        let outcome: redis::RedisResult<bool> = (|| {
            if connection.is_none() {
                connection = Some(connect()?);
            }
            connection.as_mut().unwrap().setbit(&key, n, true)
        })();
        let line = match &outcome {
            Ok(_) => json!({ "n": n, "start": start, "end": now() }),
            Err(error) => json!({ "n": n, "start": start, "end": now(), "error": error.to_string() }),
        };
        println!("{line}");
        if outcome.is_err() {
            connection = None;
        }
        sleep(PAUSE);
    }
    Ok(())
}

type Connector = Box<dyn FnMut() -> redis::RedisResult<Connection>>;

fn connector(name: Option<&str>) -> Result<Connector, Box<dyn Error>> {
    if name == Some("plain-redis-rs") {
        let client = plain::client()?;
        return Ok(Box::new(move || client.get_connection()));
    }
    let mut client = with_redis_rs::client()?;
    Ok(Box::new(move || with_redis_rs::connect(&mut client)))
}

fn now() -> f64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
}
