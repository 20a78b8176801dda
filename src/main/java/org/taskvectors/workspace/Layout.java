package org.taskvectors.workspace;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.taskvectors.checkpoint.Checkpoint;
import org.taskvectors.checkpoint.Incomplete;
import org.taskvectors.checkpoint.Tensor;
import org.taskvectors.checkpoint.Vector;
import org.taskvectors.checkpoint.naming.ModuleFamily;
import org.taskvectors.checkpoint.naming.Naming;
import org.taskvectors.checkpoint.naming.Placement;
import org.taskvectors.tensor.Shape;
import org.taskvectors.vector.BaseTensor;
import org.taskvectors.vector.Provenance;

/// The names and shapes of a checkpoint's tensors, short enough to be kept with its card: tensors
/// of the layers that differ in their number alone are one kind. By it a card knows whether what
/// names a base was made from that base.
///
/// @param kinds by name and sizes, `layers.*.mlp.up_proj.weight 64 256`; empty where nothing was
///   kept
public record Layout(Map<String, Kind> kinds) {
    /// Nothing is known.
    public static final Layout UNKNOWN = new Layout(Map.of());

    /// Models of more kinds are not kept.
    private static final int MOST_KINDS = 4096;

    /// What of the weights must be found in a base that is called theirs.
    private static final double ENOUGH = 0.9;

    /// Tensors that differ in numbers within their names alone.
    ///
    /// @param count how many there are
    /// @param highest the highest number, such as that of the last layer; −1 without one
    /// @param weights the elements of one of them
    public record Kind(int count, int highest, long weights) {
        private Kind and(Kind other) {
            return new Kind(count + other.count, Math.max(highest, other.highest), other.weights);
        }
    }

    public Layout {
        kinds = Collections.unmodifiableMap(new TreeMap<>(kinds));
    }

    /// Returns the layout of what a vector changes, of its recorded base where it has one, and of
    /// anything else.
    static Layout of(Checkpoint checkpoint, Naming naming, Provenance provenance) {
        Builder builder = new Builder(naming);
        for (BaseTensor tensor : provenance.baseTensors()) {
            builder.add(tensor.name(), tensor.shape());
        }
        return builder.kinds.isEmpty() ? of(checkpoint, naming) : builder.layout();
    }

    static Layout of(Checkpoint checkpoint, Naming naming) {
        Builder builder = new Builder(naming);
        Set<String> again = naming.repeated();
        for (Tensor tensor : checkpoint.tensors()) {
            if (tensor.dtype().isFloating() && !again.contains(tensor.name())) {
                builder.add(tensor.name(), tensor.shape());
            }
        }
        if (checkpoint instanceof Vector vector) {
            for (Incomplete change : vector.incomplete()) {
                builder.add(change.name(), change.shape());
            }
        }
        return builder.layout();
    }

    public boolean isKnown() {
        return !kinds.isEmpty();
    }

    /// Whether a base has the tensors of this layout by name and shape, but for a tenth of the
    /// weights: those of the layers, where there are any, since heads are added and left out. Sizes
    /// are compared in any order, since adapters do not tell how a base stores its modules, and
    /// embeddings by their width, since vocabularies grow.
    public boolean isWithin(Layout base) {
        boolean hasLayers = kinds.values().stream().anyMatch(kind -> kind.highest >= 0);
        double all = 0;
        double found = 0;
        for (Map.Entry<String, Kind> entry : kinds.entrySet()) {
            Kind own = entry.getValue();
            if (hasLayers && own.highest < 0) {
                continue;
            }
            Kind other = base.kinds.get(entry.getKey());
            double weights = (double) own.weights * own.count;
            all += weights;
            if (other != null && other.count >= own.count && other.highest >= own.highest) {
                found += weights;
            }
        }
        return all > 0 && found >= ENOUGH * all;
    }

    private static final class Builder {
        private final Naming naming;
        private final Map<String, Kind> kinds = new TreeMap<>();

        Builder(Naming naming) {
            this.naming = naming;
        }

        void add(String name, Shape shape) {
            if (kinds.size() > MOST_KINDS) {
                return;
            }
            Placement placement = naming.place(name);
            ModuleFamily family = placement.kind().family();
            boolean isVocabulary = family == ModuleFamily.EMBEDDING || family == ModuleFamily.HEAD;
            long[] sizes = shape.sizes();
            if (isVocabulary && sizes.length == 2) {
                sizes[0] = 0;
            }
            Arrays.sort(sizes);
            StringBuilder key = new StringBuilder();
            int highest = -1;
            for (String part : ending(placement.stripped())) {
                boolean isNumber = isNumber(part);
                highest = isNumber ? Math.max(highest, Integer.parseInt(part)) : highest;
                key.append(key.isEmpty() ? "" : ".").append(isNumber ? "*" : part);
            }
            for (long size : sizes) {
                key.append(' ').append(size);
            }
            kinds.merge(key.toString(), new Kind(1, highest, shape.elements()), Kind::and);
        }

        /// The path from the word before the first number on, or the last two words: what stands
        /// before differs from tool to tool.
        private static List<String> ending(String name) {
            List<String> parts = new ArrayList<>(Arrays.asList(name.split("\\.", -1)));
            for (int i = 0; i < parts.size(); i++) {
                if (isNumber(parts.get(i))) {
                    return parts.subList(Math.max(0, i - 1), parts.size());
                }
            }
            return parts.subList(Math.max(0, parts.size() - 2), parts.size());
        }

        private static boolean isNumber(String part) {
            return part.length() < 9 && part.matches("[0-9]+");
        }

        Layout layout() {
            return kinds.size() > MOST_KINDS ? UNKNOWN : new Layout(kinds);
        }
    }
}
