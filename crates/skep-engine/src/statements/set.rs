//! SET and RESET.

use skep_hiveql::ast::SetCommand;

use crate::error::{EngineError, Result};
use crate::outcome::{Outcome, Rows};
use crate::session::Session;

impl Session {
    pub(super) fn set(&mut self, command: &SetCommand) -> Result<Outcome> {
        match command {
            SetCommand::List { verbose } => {
                Ok(Rows::lines("set", self.settings().list(*verbose))?.into())
            }
            SetCommand::Show(name) => match time_zone(name) {
                Some(zone) => self.assign("hive.local.time.zone", zone),
                None => Ok(Rows::lines("set", [self.settings().show(name.trim())?])?.into()),
            },
            SetCommand::Assign { key, value } => self.assign(key, value),
            SetCommand::Reset(keys) => self.reset(keys),
        }
    }

    fn assign(&mut self, key: &str, value: &str) -> Result<Outcome> {
        self.settings_mut().assign(key, value)?;
        // `fs.…` says how object stores are reached.
        self.stores()
            .set(key.strip_prefix("hiveconf:").unwrap_or(key), Some(value));
        Ok(Outcome::done())
    }

    /// `RESET` forgets everything, `RESET key …` and `RESET -d key …` these keys.
    fn reset(&mut self, keys: &[String]) -> Result<Outcome> {
        let keys: Vec<_> = keys.iter().filter(|key| *key != "-d").collect();
        if keys.is_empty() {
            self.reset_settings();
        }
        for key in keys {
            match self.setting_at_start(key) {
                Some(value) => self.settings_mut().set_conf(key.as_str(), value),
                None => self.settings_mut().unset_conf(key),
            }
        }
        Ok(Outcome::done())
    }

    /// `SHOW CONF 'key'`: its value and what it does.
    pub(super) fn show_conf(&self, key: &str) -> Result<Outcome> {
        let known = crate::settings::KNOWN
            .iter()
            .find(|known| known.name == key);
        let value = self.settings().get(key);
        if known.is_none() && value.is_none() {
            return Err(EngineError::query(format!("there is no setting `{key}`")));
        }
        let help = known.map(|known| known.help).unwrap_or_default();
        let row = vec![
            value.unwrap_or_default().to_owned(),
            "STRING".to_owned(),
            help.to_owned(),
        ];
        Ok(Rows::text(&["default", "type", "desc"], vec![row])?.into())
    }
}

/// The zone of `SET TIME ZONE zone`.
fn time_zone(command: &str) -> Option<&str> {
    let (time, rest) = command.trim().split_once(char::is_whitespace)?;
    let (zone, name) = rest.trim_start().split_once(char::is_whitespace)?;
    (time.eq_ignore_ascii_case("time") && zone.eq_ignore_ascii_case("zone")).then(|| name.trim())
}

#[cfg(test)]
mod tests {
    use super::time_zone;

    #[test]
    fn set_time_zone() {
        assert_eq!(time_zone("TIME ZONE  Europe/Berlin"), Some("Europe/Berlin"));
        assert_eq!(time_zone("time.zone"), None);
    }
}
