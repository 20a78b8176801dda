package org.taskvectors.inference;

import java.util.Optional;

/// One layer of a decoder:
///
/// ```
/// x += attentionPostNorm(output(attention(queryKeyValue(attentionNorm(x)))))
/// x += feedForwardPostNorm(down(act(gate(h)) · up(h))),  h = feedForwardNorm(x)
/// ```
///
/// @param queryKeyValue queries, keys and values, one after the other
/// @param queryNorm of each query head
/// @param keyNorm of each key head
/// @param gateUp gate and up one after the other; up alone where there is no gate
public record Layer(
        Norm attentionNorm,
        Product queryKeyValue,
        Optional<Norm> queryNorm,
        Optional<Norm> keyNorm,
        Linear output,
        Optional<Norm> attentionPostNorm,
        Norm feedForwardNorm,
        Product gateUp,
        Linear down,
        Optional<Norm> feedForwardPostNorm) {}
