package org.taskvectors.vector;

import java.util.Map;
import org.taskvectors.checkpoint.naming.Placement;

/// The coefficient λ that a vector is multiplied by: one number for each tensor.
public sealed interface Scale {
    /// λ = 1 everywhere.
    Scale ONE = new Constant(1);

    /// Returns the coefficient of the tensor with that placement.
    double of(Placement placement);

    /// The same coefficient everywhere.
    record Constant(double lambda) implements Scale {
        @Override
        public double of(Placement placement) {
            return lambda;
        }
    }

    /// A layer of a stack.
    ///
    /// @param stack the stack's name; empty where the model has one
    /// @param number of the layer within the stack
    record Layer(String stack, int number) {}

    /// A coefficient for each layer.
    ///
    /// @param byLayer coefficients by stack and number
    /// @param otherwise the coefficient of all other layers, and of tensors that belong to no layer
    record ByLayer(Map<Layer, Double> byLayer, double otherwise) implements Scale {
        public ByLayer {
            byLayer = Map.copyOf(byLayer);
        }

        @Override
        public double of(Placement placement) {
            return placement.layer().isPresent()
                    ? byLayer.getOrDefault(
                            new Layer(placement.stack(), placement.layer().getAsInt()), otherwise)
                    : otherwise;
        }
    }

    /// A coefficient for each module kind.
    ///
    /// @param byKind coefficients by the kind's id (`q_proj`) or its family's label (`attention`);
    ///   the kind's own comes first
    /// @param otherwise the coefficient of all other kinds
    record ByKind(Map<String, Double> byKind, double otherwise) implements Scale {
        public ByKind {
            byKind = Map.copyOf(byKind);
        }

        @Override
        public double of(Placement placement) {
            Double own = byKind.get(placement.kind().id());
            return own != null
                    ? own
                    : byKind.getOrDefault(placement.kind().family().label(), otherwise);
        }
    }

    /// A coefficient for each tensor.
    ///
    /// @param byName coefficients by the tensor's name without the tools' prefixes
    /// @param otherwise the coefficient of all other tensors
    record ByTensor(Map<String, Double> byName, double otherwise) implements Scale {
        public ByTensor {
            byName = Map.copyOf(byName);
        }

        @Override
        public double of(Placement placement) {
            return byName.getOrDefault(placement.stripped(), otherwise);
        }
    }
}
