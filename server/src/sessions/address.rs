use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};

/// Where a request comes from. A peer in our own network is taken for a proxy, and the last address that it
/// names is the browser's; what anybody else says of themself is not believed.
///
/// Somebody inside that network can therefore pretend to be elsewhere and so avoid the limit by address; the
/// one by account still holds.
pub(super) fn of(request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip().to_canonical());
    browser(peer.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), request.headers())
}

fn browser(peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    let named = headers.get_all("x-forwarded-for").iter().next_back().and_then(|value| value.to_str().ok());
    let last = named.and_then(|list| list.rsplit(',').next()).and_then(|address| address.trim().parse().ok());
    last.filter(|_| is_near(peer)).unwrap_or(peer)
}

fn is_near(peer: IpAddr) -> bool {
    match peer {
        IpAddr::V4(peer) => peer.is_loopback() || peer.is_private() || peer.is_link_local(),
        IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local() || peer.is_unicast_link_local(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_proxy_nearby_may_say_for_whom_it_asks() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 198.51.100.7".parse().unwrap());
        let from = |peer: &str| browser(peer.parse().unwrap(), &headers).to_string();
        assert_eq!(from("127.0.0.1"), "198.51.100.7");
        assert_eq!(from("10.1.2.3"), "198.51.100.7");
        assert_eq!(from("192.0.2.44"), "192.0.2.44");
        assert_eq!(browser("127.0.0.1".parse().unwrap(), &HeaderMap::new()).to_string(), "127.0.0.1");
    }
}
