package org.taskvectors.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.taskvectors.file.Failure;

/// A hub on the internet leads nobody into this machine or its network, however the way there is
/// spelled.
class HostScopeTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost",
                "localhost.",
                "a.localhost",
                "127.0.0.1",
                "127.9.9.9",
                "127.0.0.1.",
                "0.0.0.0",
                "0.1.2.3",
                "127.1",
                "127.0.1",
                "2130706433",
                "0x7f000001",
                "0x7f.0.0.1",
                "0x7f.1",
                "017700000001",
                "0177.0.0.1",
                "127.0.0.0x1",
                "010.0.0.1",
                "300.0.0.1",
                "[::1]",
                "[::]",
                "[0:0:0:0:0:0:0:1]",
                "[0000::0001]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[::ffff:0:0]",
                "[::127.0.0.1]",
                "[::7f00:1]",
                "[64:ff9b::127.0.0.1]",
                "[2002:7f00:1::]",
            })
    void thisMachineIsKnownInEverySpelling(String host) {
        assertThat(scope(host)).isEqualTo(HostScope.MACHINE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "169.254.0.1",
                "[::ffff:169.254.169.254]",
                "[::ffff:a9fe:a9fe]",
                "[64:ff9b::a9fe:a9fe]",
                "[2002:a9fe:a9fe::1]",
                "[fe80::1]",
                "[febf::1]",
            })
    void theCableIsKnown(String host) {
        assertThat(scope(host)).isEqualTo(HostScope.LINK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.1",
                "172.16.0.1",
                "172.31.255.255",
                "192.168.1.1",
                "100.64.0.1",
                "198.18.0.1",
                "224.0.0.1",
                "255.255.255.255",
                "[fc00::1]",
                "[fd12:3456::1]",
                "[fec0::1]",
                "[ff02::1]",
                "[::ffff:10.0.0.1]",
                "[::ffff:c0a8:101]",
                "router",
                "printer.local",
                "metadata.google.internal",
                "nas.lan",
                "a.home.arpa",
                "intranet.corp.",
            })
    void theNetworkIsKnown(String host) {
        assertThat(scope(host)).isEqualTo(HostScope.NETWORK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "huggingface.co",
                "cdn-lfs.huggingface.co.",
                "172.32.0.1",
                "172.15.0.1",
                "100.128.0.1",
                "192.169.0.1",
                "8.8.8.8",
                "[2600:9000::1]",
                "[::ffff:8.8.8.8]",
                "local.example",
                "10.0.0.1.example.com",
                "localhost.example.com",
                "0x7f.example.com",
            })
    void whatIsOnTheInternetIsNot(String host) {
        assertThat(scope(host)).isEqualTo(HostScope.PUBLIC);
    }

    private static HostScope scope(String host) {
        return Origin.of(URI.create("http://" + host + "/a")).scope();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127。0。0。1/",
                "http://%6c%6f%63alhost/",
                "http://[fe80::1%25eth0]/",
                "http://a_b.example/",
                "http://127.0.0.1:x/",
            })
    void spellingsThatAreNoHostAreNone(String address) {
        URI read = URI.create("http://example.org/");
        try {
            read = new URI(address);
        } catch (URISyntaxException e) {
            return;
        }
        Origin origin = Origin.of(read);
        assertThat(!origin.isWeb() || origin.scope() != HostScope.PUBLIC).as(address).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "PUBLIC, PUBLIC, true",
        "PUBLIC, NETWORK, false",
        "PUBLIC, LINK, false",
        "PUBLIC, MACHINE, false",
        "NETWORK, PUBLIC, true",
        "NETWORK, NETWORK, true",
        "NETWORK, LINK, false",
        "NETWORK, MACHINE, false",
        "MACHINE, PUBLIC, true",
        "MACHINE, NETWORK, true",
        "MACHINE, LINK, false",
        "MACHINE, MACHINE, true",
    })
    void aHubLeadsToWhatIsAsNearAsItself(HostScope hub, HostScope target, boolean may) {
        assertThat(hub.mayLeadTo(target)).isEqualTo(may);
    }

    /// A hub on the internet, as far as the program knows: a proxy on this machine answers for it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:PORT/x",
                "http://localhost:PORT/x",
                "http://2130706433:PORT/x",
                "http://[::ffff:127.0.0.1]:PORT/x",
                "http://0.0.0.0:PORT/x",
                "http://169.254.169.254/latest/meta-data/",
                "http://192.168.0.1/x",
                "//localhost:PORT/x",
                "http://metadata.google.internal/x",
                "http:127.0.0.1:PORT/x",
                "file:///etc/passwd",
                "http://me:password@cdn.example/x",
            })
    void redirectsIntoTheMachineAreRefused(String location) throws Exception {
        int[] asked = new int[1];
        HttpServer proxy =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 8);
        int port = proxy.getAddress().getPort();
        proxy.createContext(
                "/",
                exchange -> {
                    asked[0]++;
                    exchange.getResponseHeaders()
                            .set("Location", location.replace("PORT", Integer.toString(port)));
                    exchange.sendResponseHeaders(302, -1);
                    exchange.close();
                });
        proxy.start();
        HubProxy through =
                new HubProxy(
                        Optional.empty(),
                        Optional.of(InetSocketAddress.createUnresolved("127.0.0.1", port)),
                        List.of());
        try (HubClient client =
                new HubClient(
                        Served.settings(URI.create("http://hub.example")).withProxy(through))) {
            Failure failure = catchThrowableOfType(Failure.class, () -> Served.repository(client));

            assertThat(failure.problem()).isEqualTo(HubProblem.DAMAGED);
            assertThat(failure.what()).contains("redirect leads");
            assertThat(failure.getMessage()).doesNotContain("password");
            assertThat(asked[0]).isEqualTo(1);
        } finally {
            proxy.stop(0);
        }
    }
}
