package org.taskvectors.hub;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The proxies that the environment names. This machine itself is reached without one.
///
/// @param https for addresses with `https`
/// @param http for addresses with `http`
/// @param direct hosts, or the ends of their names, that are reached without a proxy; `*` for all
public record HubProxy(
        Optional<InetSocketAddress> https, Optional<InetSocketAddress> http, List<String> direct) {
    /// No proxy at all.
    public static final HubProxy NONE = new HubProxy(Optional.empty(), Optional.empty(), List.of());

    public HubProxy {
        direct = List.copyOf(direct);
    }

    /// Returns the proxy for an address; empty for a direct connection.
    Optional<InetSocketAddress> proxyFor(URI address) {
        String host = address.getHost() == null ? "" : address.getHost().toLowerCase(Locale.ROOT);
        if (Origin.isLoopback(host) || direct.stream().anyMatch(one -> matches(host, one))) {
            return Optional.empty();
        }
        return "https".equalsIgnoreCase(address.getScheme()) ? https : http;
    }

    private static boolean matches(String host, String pattern) {
        String name = pattern.strip().toLowerCase(Locale.ROOT);
        int port = name.lastIndexOf(':');
        String end = port > 0 && name.indexOf(':') == port ? name.substring(0, port) : name;
        String bare =
                end.startsWith("*.")
                        ? end.substring(2)
                        : end.startsWith(".") ? end.substring(1) : end;
        return bare.equals("*")
                || (!bare.isEmpty() && (host.equals(bare) || host.endsWith("." + bare)));
    }

    ProxySelector selector() {
        return new Selector(this);
    }

    private static final class Selector extends ProxySelector {
        private final HubProxy proxy;

        Selector(HubProxy proxy) {
            super();
            this.proxy = proxy;
        }

        @Override
        public List<Proxy> select(URI address) {
            return List.of(
                    proxy.proxyFor(address)
                            .map(
                                    one ->
                                            new Proxy(
                                                    Proxy.Type.HTTP,
                                                    InetSocketAddress.createUnresolved(
                                                            one.getHostString(), one.getPort())))
                            .orElse(Proxy.NO_PROXY));
        }

        @Override
        public void connectFailed(URI address, SocketAddress socket, IOException cause) {
            // Said by the request that failed.
        }
    }
}
