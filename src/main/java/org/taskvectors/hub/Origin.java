package org.taskvectors.hub;

import java.net.URI;
import java.util.Locale;

/// The server that an address belongs to: a token goes to the hub's own and to no other.
///
/// @param scheme in small letters
/// @param host in small letters
/// @param port also where it is the scheme's own
record Origin(String scheme, String host, int port) {
    static Origin of(URI address) {
        String scheme =
                address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        int port = address.getPort() >= 0 ? address.getPort() : scheme.equals("https") ? 443 : 80;
        return new Origin(scheme, host, port);
    }

    /// Whether no machine between the two ends can read along.
    boolean isPrivate() {
        return scheme.equals("https") || isLoopback(host);
    }

    boolean isWeb() {
        return (scheme.equals("https") || scheme.equals("http")) && !host.isEmpty();
    }

    HostScope scope() {
        return HostScope.of(host);
    }

    static boolean isLoopback(String host) {
        return host.equals("localhost")
                || host.endsWith(".localhost")
                || host.matches("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}")
                || host.equals("[::1]")
                || host.equals("::1");
    }
}
