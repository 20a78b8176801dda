package org.taskvectors.hub;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.taskvectors.file.Failure;

/// Where the hub is, who asks, and what may be asked.
///
/// @param endpoint the hub's address, without a `/` at its end
/// @param token the person's token, looked up when it is needed
/// @param cache the folder in which the hub's own tools keep what they fetched
/// @param offline asked before each request: whether nothing may be asked of any network
/// @param proxy how other machines are reached
/// @param limits how long is waited, and how much is taken
/// @param waits the listener that hears of pauses before the program asks a hub again
public record HubSettings(
        URI endpoint,
        TokenSource token,
        Path cache,
        BooleanSupplier offline,
        HubProxy proxy,
        HubLimits limits,
        WaitListener waits) {
    /// The public hub.
    public static final URI HUB = URI.create("https://huggingface.co");

    /// Looks a token up.
    @FunctionalInterface
    public interface TokenSource {
        /// Returns the token, empty where there is none.
        ///
        /// @throws Failure if there is one that cannot be used
        Optional<HubToken> token() throws Failure;
    }

    public HubSettings withEndpoint(URI newEndpoint) {
        return new HubSettings(newEndpoint, token, cache, offline, proxy, limits, waits);
    }

    public HubSettings withToken(TokenSource newToken) {
        return new HubSettings(endpoint, newToken, cache, offline, proxy, limits, waits);
    }

    public HubSettings withCache(Path newCache) {
        return new HubSettings(endpoint, token, newCache, offline, proxy, limits, waits);
    }

    public HubSettings withOffline(BooleanSupplier newOffline) {
        return new HubSettings(endpoint, token, cache, newOffline, proxy, limits, waits);
    }

    public HubSettings withLimits(HubLimits newLimits) {
        return new HubSettings(endpoint, token, cache, offline, proxy, newLimits, waits);
    }

    public HubSettings withProxy(HubProxy newProxy) {
        return new HubSettings(endpoint, token, cache, offline, newProxy, limits, waits);
    }

    public HubSettings withWaits(WaitListener newWaits) {
        return new HubSettings(endpoint, token, cache, offline, proxy, limits, newWaits);
    }
}
