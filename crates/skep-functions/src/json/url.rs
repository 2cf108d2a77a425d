//! URLs as `java.net.URL` takes them apart.

/// The parts of a URL, none of them decoded.
struct Url<'a> {
    protocol: &'a str,
    authority: Option<&'a str>,
    path: &'a str,
    query: Option<&'a str>,
    fragment: Option<&'a str>,
}

/// Takes a URL apart; none where Java has no handler for its protocol.
fn parse(text: &str) -> Option<Url<'_>> {
    let (protocol, rest) = text.trim().split_once(':')?;
    let known = ["http", "https", "ftp", "file", "jar", "mailto"];
    if !known.iter().any(|k| k.eq_ignore_ascii_case(protocol)) {
        return None;
    }
    let (rest, fragment) = match rest.split_once('#') {
        Some((rest, fragment)) => (rest, Some(fragment)),
        None => (rest, None),
    };
    let (rest, query) = match rest.split_once('?') {
        Some((rest, query)) => (rest, Some(query)),
        None => (rest, None),
    };
    let (authority, path) = match rest.strip_prefix("//") {
        Some(rest) => {
            let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
            (Some(authority), path)
        }
        None => (None, rest),
    };
    Some(Url {
        protocol,
        authority,
        path,
        query,
        fragment,
    })
}

/// A part by Hive's name for it.
pub(super) fn part(text: &str, name: &str) -> Option<String> {
    let url = parse(text)?;
    let user = url.authority.and_then(|a| a.rsplit_once('@'));
    match name {
        "HOST" => {
            let host = user.map_or(url.authority.unwrap_or(""), |(_, host)| host);
            let end = match host.rfind(']') {
                Some(end) => end + 1,
                None => host.find(':').unwrap_or(host.len()),
            };
            host.get(..end).map(ToOwned::to_owned)
        }
        "PATH" => Some(url.path.to_owned()),
        "QUERY" => url.query.map(ToOwned::to_owned),
        "REF" => url.fragment.map(ToOwned::to_owned),
        "PROTOCOL" => Some(url.protocol.to_lowercase()),
        "FILE" => Some(match url.query {
            Some(query) => format!("{}?{query}", url.path),
            None => url.path.to_owned(),
        }),
        "AUTHORITY" => url.authority.map(ToOwned::to_owned),
        "USERINFO" => user.map(|(user, _)| user.to_owned()),
        _ => None,
    }
}

/// The value of a key in the query.
pub(super) fn query(text: &str, key: &str) -> Option<String> {
    let url = parse(text)?;
    let pairs = url
        .query?
        .split('&')
        .filter_map(|pair| pair.split_once('='));
    let mut values = pairs.filter(|(k, _)| *k == key).map(|(_, v)| v.to_owned());
    values.next()
}
