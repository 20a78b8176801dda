package org.taskvectors.hub;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// A request that the server saw.
///
/// @param server `hub`, `cdn` or `elsewhere`
/// @param authorization the header with the token; empty if there was none
/// @param sent bytes of the answer's body
record SeenRequest(
        String server,
        String method,
        String path,
        Optional<String> range,
        Optional<String> authorization,
        AtomicLong sent) {}
