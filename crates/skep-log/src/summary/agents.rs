//! What kind of program a user agent says it is.
//!
//! Agents lie, and new ones come; so the groups are few, the table is read from top to bottom (programs before the
//! browsers whose names they carry, browsers before those they are derived from), and what is in no group is told as such.

use memchr::memmem;

/// What a user agent may hold, in lower case, and the group that follows. The first that is found counts.
const SIGNS: &[(&str, &str)] = &[
    // Crawlers that say who they are.
    ("googlebot", "Googlebot"),
    ("bingbot", "Bingbot"),
    ("msnbot", "Bingbot"),
    ("yandex", "Yandex"),
    ("baiduspider", "Baidu"),
    ("duckduckbot", "DuckDuckBot"),
    ("applebot", "Applebot"),
    ("slurp", "Yahoo Slurp"),
    ("facebookexternalhit", "Facebook"),
    ("meta-external", "Facebook"),
    ("gptbot", "OpenAI"),
    ("oai-searchbot", "OpenAI"),
    ("chatgpt-user", "OpenAI"),
    ("claudebot", "Anthropic"),
    ("claude-", "Anthropic"),
    ("ccbot", "Common Crawl"),
    ("bytespider", "ByteDance"),
    ("amazonbot", "Amazonbot"),
    ("ahrefsbot", "Ahrefs"),
    ("semrushbot", "Semrush"),
    ("mj12bot", "Majestic"),
    ("petalbot", "PetalBot"),
    ("uptimerobot", "monitors"),
    ("pingdom", "monitors"),
    ("check_http", "monitors"),
    ("kube-probe", "monitors"),
    ("elb-healthchecker", "monitors"),
    ("googlehc", "monitors"),
    ("zabbix", "monitors"),
    ("nagios", "monitors"),
    ("monitor", "monitors"),
    // Feed readers, before bots: some call themselves both.
    ("feed", "feed readers"),
    ("rss", "feed readers"),
    ("newsblur", "feed readers"),
    ("netvibes", "feed readers"),
    ("netnewswire", "feed readers"),
    ("inoreader", "feed readers"),
    ("bloglovin", "feed readers"),
    // Whatever else calls itself one.
    ("bot", "other bots"),
    ("crawl", "other bots"),
    ("spider", "other bots"),
    ("scan", "other bots"),
    ("archiver", "other bots"),
    ("fetcher", "other bots"),
    ("preview", "other bots"),
    ("zgrab", "other bots"),
    ("nikto", "other bots"),
    ("headlesschrome", "headless browsers"),
    ("phantomjs", "headless browsers"),
    // Libraries and command-line tools.
    ("curl", "curl"),
    ("wget", "Wget"),
    ("python", "scripts and libraries"),
    ("aiohttp", "scripts and libraries"),
    ("httpx", "scripts and libraries"),
    ("java/", "scripts and libraries"),
    ("okhttp", "scripts and libraries"),
    ("httpclient", "scripts and libraries"),
    ("go-http", "scripts and libraries"),
    ("libwww", "scripts and libraries"),
    ("perl", "scripts and libraries"),
    ("ruby", "scripts and libraries"),
    ("php", "scripts and libraries"),
    ("node-fetch", "scripts and libraries"),
    ("axios", "scripts and libraries"),
    ("guzzle", "scripts and libraries"),
    ("apachebench", "scripts and libraries"),
    // Browsers: those that also carry another's name come first.
    ("edg/", "Edge"),
    ("edge/", "Edge"),
    ("edga/", "Edge"),
    ("edgios/", "Edge"),
    ("opr/", "Opera"),
    ("opera", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("vivaldi", "Vivaldi"),
    ("ucbrowser", "UC Browser"),
    ("fxios", "Firefox"),
    ("firefox", "Firefox"),
    ("seamonkey", "Firefox"),
    ("iceweasel", "Firefox"),
    ("crios", "Chrome"),
    ("chromium", "Chrome"),
    ("chrome", "Chrome"),
    ("android", "Android browser"),
    ("safari", "Safari"),
    ("applewebkit", "Safari"),
    ("trident/", "Internet Explorer"),
    ("msie", "Internet Explorer"),
];

/// Agents that hold none of the signs.
pub(super) const OTHER: &str = "other";

/// The group of a user agent.
pub(super) fn group(agent: &[u8]) -> &'static str {
    let agent = agent.to_ascii_lowercase();
    let found = SIGNS
        .iter()
        .find(|(sign, _)| memmem::find(&agent, sign.as_bytes()).is_some());
    found.map_or(OTHER, |(_, group)| group)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agents_are_what_they_say_first() {
        let chrome = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36";
        for (agent, expected) in [
            (chrome, "Chrome"),
            (&format!("{chrome} Edg/120.0"), "Edge"),
            (&format!("{chrome} OPR/106.0"), "Opera"),
            (
                "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
                "Googlebot",
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9) AppleWebKit/537.71 (KHTML, like Gecko) Version/7.0 Safari/537.71",
                "Safari",
            ),
            (
                "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko",
                "Internet Explorer",
            ),
            (
                "Mozilla/5.0 (X11; rv:121.0) Gecko/20100101 Firefox/121.0",
                "Firefox",
            ),
            ("Tiny Tiny RSS/1.11 (http://tt-rss.org/)", "feed readers"),
            ("curl/7.88.1", "curl"),
            ("SomeBot/1.0", "other bots"),
            ("\u{1b}[2J", OTHER),
        ] {
            assert_eq!(group(agent.as_bytes()), expected, "{agent}");
        }
    }
}
