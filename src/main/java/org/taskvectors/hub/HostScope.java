package org.taskvectors.hub;

import java.net.InetAddress;
import java.util.List;

/// How near a host is, by the way it is written: a hub on the internet has no business with what
/// only this machine or its network can reach, and a redirect there would make this program ask in
/// its name. Ordered from far to near.
///
/// A name is taken as it is and not looked up: over `https`, which a redirect never leaves, the
/// certificate holds the server to it, and nothing private goes along.
enum HostScope {
    /// The internet.
    PUBLIC,
    /// The network that this machine is in: the ranges kept for private networks, names without a
    /// dot, and endings that no name on the internet has.
    NETWORK,
    /// The cable: addresses that are given without a network, where clouds keep the secrets of
    /// their machines (`169.254.169.254`).
    LINK,
    /// This machine; and what is no plain name and no address in the usual form, since one program
    /// reads `0x7f000001`, `017700000001` or `127.1` as this machine and another does not.
    MACHINE;

    private static final List<String> INSIDE =
            List.of(
                    ".local",
                    ".localdomain",
                    ".internal",
                    ".intranet",
                    ".private",
                    ".lan",
                    ".home",
                    ".corp",
                    ".home.arpa");

    /// Returns how near a host is.
    ///
    /// @param host in small letters, an IPv6 address in brackets
    static HostScope of(String host) {
        String bare = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        boolean isBracketed = bare.startsWith("[") && bare.endsWith("]");
        String literal = isBracketed ? bare.substring(1, bare.length() - 1) : bare;
        if (Origin.isLoopback(bare)) {
            return MACHINE;
        }
        if (isBracketed || literal.contains(":") || literal.matches("(?:\\d{1,3}\\.){3}\\d{1,3}")) {
            return ofLiteral(literal);
        }
        String last = literal.substring(literal.lastIndexOf('.') + 1);
        if (last.matches("\\d+|0x[0-9a-f]*") || literal.isEmpty()) {
            return MACHINE;
        }
        return !literal.contains(".") || INSIDE.stream().anyMatch(literal::endsWith)
                ? NETWORK
                : PUBLIC;
    }

    private static HostScope ofLiteral(String literal) {
        // Some programs read a leading zero as octal.
        if (literal.matches("(?:.*\\.)?0\\d.*") && !literal.contains(":")) {
            return MACHINE;
        }
        try {
            return of(InetAddress.ofLiteral(literal).getAddress());
        } catch (IllegalArgumentException e) {
            return MACHINE;
        }
    }

    private static HostScope of(byte[] address) {
        if (address.length == 4) {
            return of(address[0] & 0xFF, address[1] & 0xFF);
        }
        int first = pair(address, 0);
        if (isZero(address, 0, 12) || (isZero(address, 0, 10) && pair(address, 10) == 0xFFFF)) {
            // An IPv4 address in other clothes. :: and ::1 are among them.
            return of(address[12] & 0xFF, address[13] & 0xFF);
        }
        if (first == 0x64 && pair(address, 2) == 0xFF9B) {
            return of(address[12] & 0xFF, address[13] & 0xFF);
        }
        if (first == 0x2002) {
            return of(address[2] & 0xFF, address[3] & 0xFF);
        }
        if ((first & 0xFFC0) == 0xFE80) {
            return LINK;
        }
        // Kept for private networks, now and before.
        return (first & 0xFE00) == 0xFC00 || (first & 0xFFC0) == 0xFEC0 || first >= 0xFF00
                ? NETWORK
                : PUBLIC;
    }

    private static int pair(byte[] address, int at) {
        return ((address[at] & 0xFF) << 8) | (address[at + 1] & 0xFF);
    }

    private static boolean isZero(byte[] address, int from, int to) {
        for (int i = from; i < to; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /// Returns how near an IPv4 address is that begins so.
    private static HostScope of(int first, int second) {
        if (first == 0 || first == 127) {
            return MACHINE;
        }
        if (first == 169 && second == 254) {
            return LINK;
        }
        boolean isPrivate =
                first == 10
                        || (first == 172 && second >= 16 && second < 32)
                        || (first == 192 && second == 168)
                        // Shared by the customers of one provider.
                        || (first == 100 && second >= 64 && second < 128)
                        // For tests of devices; and to many, or to nobody yet.
                        || (first == 198 && (second == 18 || second == 19))
                        || first >= 224;
        return isPrivate ? NETWORK : PUBLIC;
    }

    /// Whether a hub that is so near may hand a request on there: to the internet, to what is as
    /// near as itself, and one on this machine also into the network.
    boolean mayLeadTo(HostScope target) {
        return target == PUBLIC || target == this || (this == MACHINE && target == NETWORK);
    }
}
