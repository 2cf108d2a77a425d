//! Passwords: in clear, MD5, and SCRAM-SHA-256 (RFC 5802, RFC 7677).

use std::num::NonZeroU32;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::{Digest as _, Md5};
use rand::SecureRandom as _;
use ring::{digest, hmac, pbkdf2, rand};

use super::message::{Body, Message};
use super::{PgError, Result};
use crate::Server;

/// More would take longer than a check may; PostgreSQL's own is 4,096.
const MAX_ITERATIONS: u32 = 200_000;

/// What was said so far.
pub(super) struct Authentication<'a> {
    server: &'a Server,
    scram: Option<Scram>,
}

struct Scram {
    first: String,
    nonce: String,
    /// What the server has to prove.
    signature: Option<Vec<u8>>,
}

impl<'a> Authentication<'a> {
    pub(super) fn new(server: &'a Server) -> Authentication<'a> {
        Authentication {
            server,
            scram: None,
        }
    }

    /// The answer to an `Authentication…` message; none when the server is satisfied.
    pub(super) fn answer(&mut self, message: &mut Message) -> Result<Option<Vec<u8>>> {
        let mut answer = Body::new(Some(b'p'));
        match message.int()? {
            // A server that had to prove itself and says "welcome" at once is none that knows the password.
            0 if self
                .scram
                .as_ref()
                .is_some_and(|scram| scram.signature.is_some()) =>
            {
                return Err(PgError::Protocol(
                    "the server did not prove that it knows the password".to_owned(),
                ));
            }
            0 => return Ok(None),
            3 => {
                answer.text(self.password()?);
            }
            5 => {
                let salt = message.rest()?.to_vec();
                let inner = hex(&[self.password()?.as_bytes(), self.server.user.as_bytes()]);
                answer.text(&format!("md5{}", hex(&[inner.as_bytes(), &salt])));
            }
            10 => {
                let first = self.first(message)?;
                answer.text("SCRAM-SHA-256").sized(first.as_bytes())?;
            }
            11 => {
                let said = String::from_utf8_lossy(message.rest()?).into_owned();
                let last = self.last(&said)?;
                answer.bytes(last.as_bytes());
            }
            12 => {
                let said = String::from_utf8_lossy(message.rest()?).into_owned();
                self.proven(&said)?;
                return Ok(None);
            }
            other => {
                return Err(PgError::Protocol(format!(
                    "the server wants authentication method {other}; known are passwords in clear, MD5 and SCRAM-SHA-256"
                )));
            }
        }
        Ok(Some(answer.finish()))
    }

    fn password(&self) -> Result<&'a str> {
        match &self.server.password {
            Some(password) => Ok(password.reveal()),
            // The code of a wrong password.
            None => Err(PgError::Server(
                "28P01".to_owned(),
                "the server wants a password, and none is given".to_owned(),
            )),
        }
    }

    /// `client-first-message`
    fn first(&mut self, message: &mut Message) -> Result<String> {
        let mut known = false;
        loop {
            match message.text()?.as_str() {
                "" => break,
                name => known |= name == "SCRAM-SHA-256",
            }
        }
        if !known {
            return Err(PgError::Protocol(
                "the server does not take SCRAM-SHA-256".to_owned(),
            ));
        }
        let mut random = [0; 18];
        rand::SystemRandom::new()
            .fill(&mut random)
            .map_err(|_| PgError::Protocol("no random numbers".to_owned()))?;
        let nonce = STANDARD.encode(random);
        let first = format!("n=,r={nonce}");
        self.scram = Some(Scram {
            first: first.clone(),
            nonce,
            signature: None,
        });
        Ok(format!("n,,{first}"))
    }

    /// `client-final-message`
    fn last(&mut self, said: &str) -> Result<String> {
        let password = self.password()?;
        let scram = self.scram.as_mut().ok_or_else(nonsense)?;
        let field = |name: &str| {
            said.split(',')
                .find_map(|part| part.strip_prefix(name))
                .ok_or_else(nonsense)
        };
        let nonce = field("r=")?;
        let salt = STANDARD.decode(field("s=")?).map_err(|_| nonsense())?;
        let iterations: u32 = field("i=")?.parse().map_err(|_| nonsense())?;
        let iterations = NonZeroU32::new(iterations)
            .filter(|i| i.get() <= MAX_ITERATIONS)
            .ok_or_else(nonsense)?;
        if !nonce.starts_with(&scram.nonce) {
            return Err(nonsense());
        }
        let last = format!("c=biws,r={nonce}");
        let all = format!("{},{said},{last}", scram.first);
        let mut salted = [0; digest::SHA256_OUTPUT_LEN];
        pbkdf2::derive(
            pbkdf2::PBKDF2_HMAC_SHA256,
            iterations,
            &salt,
            password.as_bytes(),
            &mut salted,
        );
        let key = sign(&salted, b"Client Key");
        let stored = digest::digest(&digest::SHA256, &key);
        let signature = sign(stored.as_ref(), all.as_bytes());
        let proof: Vec<u8> = key.iter().zip(&signature).map(|(a, b)| a ^ b).collect();
        scram.signature = Some(sign(&sign(&salted, b"Server Key"), all.as_bytes()));
        Ok(format!("{last},p={}", STANDARD.encode(proof)))
    }

    /// `server-final-message`
    fn proven(&mut self, said: &str) -> Result<()> {
        let scram = self.scram.as_mut().ok_or_else(nonsense)?;
        let proof = said.split(',').find_map(|part| part.strip_prefix("v="));
        let proof = STANDARD
            .decode(proof.ok_or_else(nonsense)?)
            .map_err(|_| nonsense())?;
        match scram.signature.take() {
            Some(expected) if expected == proof => Ok(()),
            _ => Err(PgError::Protocol(
                "the server does not know the password".to_owned(),
            )),
        }
    }
}

fn nonsense() -> PgError {
    PgError::Protocol("the server's part of SCRAM-SHA-256 makes no sense".to_owned())
}

fn sign(key: &[u8], text: &[u8]) -> Vec<u8> {
    let key = hmac::Key::new(hmac::HMAC_SHA256, key);
    hmac::sign(&key, text).as_ref().to_vec()
}

fn hex(parts: &[&[u8]]) -> String {
    let mut hash = Md5::new();
    parts.iter().for_each(|part| hash.update(part));
    hash.finalize()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;
    use crate::settings::database_url;

    #[test]
    fn scram_as_in_rfc_7677() {
        // The example of its section 3, whose messages name the user; PostgreSQL's don't.
        let server = database_url("postgresql://user:pencil@h/d").unwrap();
        let server = server
            .server(&skep_storage::Environment::default())
            .unwrap();
        let mut authentication = Authentication::new(&server);
        authentication.scram = Some(Scram {
            first: "n=user,r=rOprNGfwEbeRWgbNEkqO".to_owned(),
            nonce: "rOprNGfwEbeRWgbNEkqO".to_owned(),
            signature: None,
        });
        let said = "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
        let expected = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,\
                        p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
        assert_eq!(authentication.last(said).unwrap(), expected);
        assert!(authentication.proven("v=AAAA").is_err());
        authentication.last(said).unwrap();
        authentication
            .proven("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
            .unwrap();
    }
}
