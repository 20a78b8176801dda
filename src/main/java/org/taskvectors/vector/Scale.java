package org.taskvectors.vector;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.taskvectors.checkpoint.naming.ModuleFamily;
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

    /// A coefficient that follows a curve over the layers, in some families of modules. Outside the
    /// layers (embedding, head, final norm) it is `lambda` where the family is among them.
    ///
    /// @param lambda λ
    /// @param first the first layer that is changed
    /// @param last the last layer that is changed
    /// @param families the families that are changed
    /// @param curve a factor of λ by layer, in ascending order of layers: straight between two
    ///   points, level beyond the first and the last; empty for 1
    /// @param isOutside whether anything is changed outside the layers
    record Curved(
            double lambda,
            int first,
            int last,
            Set<ModuleFamily> families,
            List<Point> curve,
            boolean isOutside)
            implements Scale {
        /// A point of the curve.
        ///
        /// @param factor what λ is multiplied by there
        public record Point(int layer, double factor) {}

        public Curved {
            families = Set.copyOf(families);
            curve = List.copyOf(curve);
            for (int i = 1; i < curve.size(); i++) {
                if (curve.get(i - 1).layer() >= curve.get(i).layer()) {
                    throw new IllegalArgumentException("the layers of a curve ascend: " + curve);
                }
            }
        }

        @Override
        public double of(Placement placement) {
            if (!families.contains(placement.kind().family())) {
                return 0;
            }
            if (placement.layer().isEmpty()) {
                return isOutside ? lambda : 0;
            }
            int layer = placement.layer().getAsInt();
            return layer < first || layer > last ? 0 : lambda * factor(layer);
        }

        /// Returns what λ is multiplied by at a layer of the range.
        public double factor(int layer) {
            if (curve.isEmpty()) {
                return 1;
            }
            Point before = curve.getFirst();
            for (Point point : curve) {
                if (point.layer() >= layer) {
                    return between(before, point, layer);
                }
                before = point;
            }
            return before.factor();
        }

        private static double between(Point before, Point after, int layer) {
            if (layer >= after.layer() || before.layer() >= after.layer()) {
                return after.factor();
            }
            double share = (double) (layer - before.layer()) / (after.layer() - before.layer());
            return before.factor() + share * (after.factor() - before.factor());
        }
    }
}
