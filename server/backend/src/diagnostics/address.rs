use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Why no probe may ever talk to this address; none when it may.
///
/// Private ranges are where targets live, so they are allowed. Refused are link-local addresses
/// and the places where clouds serve credentials to whoever asks.
pub(super) fn forbidden(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => forbidden_v4(address),
        IpAddr::V6(address) => match inner_v4(address) {
            Some(inner) => forbidden_v4(inner),
            None => forbidden_v6(address),
        },
    }
}

fn forbidden_v4(address: Ipv4Addr) -> Option<&'static str> {
    match address.octets() {
        [0, ..] => Some("it is no address of a host"),
        [169, 254, ..] => Some("it is a link-local or metadata address"),
        // Alibaba's and Oracle's metadata services are outside of the link-local range.
        [100, 100, 100, 200] | [192, 0, 0, 192] => Some("it is a metadata address"),
        [224..=255, ..] => Some("it is a multicast or reserved address"),
        _ => None,
    }
}

fn forbidden_v6(address: Ipv6Addr) -> Option<&'static str> {
    // Amazon's and Google's metadata services; the other addresses of these ranges are private.
    const METADATA: [Ipv6Addr; 2] =
        [Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254), Ipv6Addr::new(0xfd20, 0x00ce, 0, 0, 0, 0, 0, 0x0254)];
    if address.is_unspecified() {
        return Some("it is no address of a host");
    }
    if address.is_unicast_link_local() {
        return Some("it is a link-local address");
    }
    if METADATA.contains(&address) {
        return Some("it is a metadata address");
    }
    address.is_multicast().then_some("it is a multicast address")
}

/// The IPv4 address that an IPv6 one stands for: mapped, compatible, NAT64 or 6to4.
fn inner_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let of = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        Some(Ipv4Addr::new(a, b, c, d))
    };
    match address.segments() {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x0064, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => of(high, low),
        // ::1 and :: are themselves.
        [0, 0, 0, 0, 0, 0, high, low] if high != 0 => of(high, low),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn metadata_and_link_local_addresses_are_refused_in_every_spelling() {
        for address in [
            "169.254.169.254",
            "169.254.1.1",
            "0.0.0.0",
            "100.100.100.200",
            "224.0.0.1",
            "255.255.255.255",
            "fe80::1",
            "febf::1",
            "fd00:ec2::254",
            "::",
            "::ffff:169.254.169.254",
            "::ffff:0.0.0.0",
            "::169.254.169.254",
            "64:ff9b::169.254.169.254",
            "2002:a9fe:a9fe::1",
            "ff02::1",
        ] {
            assert!(forbidden(address.parse().unwrap()).is_some(), "{address}");
        }
    }

    #[test]
    fn the_addresses_of_internal_hosts_are_allowed() {
        for address in ["127.0.0.1", "10.1.2.3", "192.168.0.9", "100.64.0.1", "::1", "fd12::1", "2001:db8::1"] {
            assert_eq!(forbidden(address.parse().unwrap()), None, "{address}");
        }
    }
}
