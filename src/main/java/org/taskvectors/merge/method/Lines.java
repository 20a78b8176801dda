package org.taskvectors.merge.method;

import java.util.HashMap;
import java.util.Map;
import org.taskvectors.vector.Scale;

/// LiNeS: a summed vector scaled along the depth, λ_l = α + β · (l − 1) / (L − 1) in layer l of L,
/// counted from 1. Tensors outside the layers get α, and so does a stack of one layer. Each stack
/// has a depth of its own.
///
/// @param alpha α, of the first layer and of everything outside
/// @param beta β, what the last layer has more
///
///   Wang et al. 2024, LiNeS: Post-training Layer Scaling (arXiv 2410.17146).
public record Lines(double alpha, double beta) {
    public Lines {
        if (!Double.isFinite(alpha) || !Double.isFinite(beta)) {
            throw new IllegalArgumentException("a coefficient is a finite number");
        }
    }

    /// Returns the coefficients.
    ///
    /// @param layers how many layers each stack has, as
    ///   [org.taskvectors.checkpoint.naming.Naming#layersOfStacks] returns them
    public Scale scale(Map<String, Integer> layers) {
        Map<Scale.Layer, Double> byLayer = new HashMap<>();
        layers.forEach(
                (stack, depth) -> {
                    for (int layer = 0; layer < depth; layer++) {
                        double share = depth == 1 ? 0 : (double) layer / (depth - 1);
                        byLayer.put(new Scale.Layer(stack, layer), alpha + beta * share);
                    }
                });
        return new Scale.ByLayer(byLayer, alpha);
    }
}
