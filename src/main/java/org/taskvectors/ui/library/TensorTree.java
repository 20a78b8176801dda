package org.taskvectors.ui.library;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.taskvectors.checkpoint.Tensor;

/// Makes the tree of a checkpoint's tensors from their names: a part of a name is a group, a number
/// belongs to the part before it (`layers.14`), and what only wraps the layers (`model.`) is left
/// out of sight.
final class TensorTree {
    private static final String WEIGHT = "weight";

    private TensorTree() {}

    /// The top level of the tree of these tensors.
    static List<TensorNode> of(List<Tensor> tensors) {
        return of(tensors, TensorWords.PLAIN);
    }

    /// The top level of the tree of these tensors.
    ///
    /// @param words know how large they are on disk
    static List<TensorNode> of(List<Tensor> tensors, TensorWords words) {
        Branch root = new Branch(words);
        tensors.forEach(tensor -> root.add(parts(tensor.name()), 0, tensor));
        return unwrapped(root.children("")).stream().sorted(order()).toList();
    }

    /// The tensors whose names contain every word of `query`, in the same tree.
    static List<TensorNode> of(List<Tensor> tensors, TensorWords sizes, String query) {
        String[] words = query.toLowerCase(Locale.ROOT).strip().split("\\s+");
        return of(
                tensors.stream()
                        .filter(tensor -> matches(tensor.name().toLowerCase(Locale.ROOT), words))
                        .toList(),
                sizes);
    }

    static boolean matches(String lowerName, String[] words) {
        for (String word : words) {
            if (!lowerName.contains(word)) {
                return false;
            }
        }
        return true;
    }

    private static final class Branch {
        private final Map<String, Branch> branches = new TreeMap<>(natural());
        private final TensorWords words;
        private @Nullable Tensor tensor;

        Branch(TensorWords words) {
            this.words = words;
        }

        void add(List<String> parts, int depth, Tensor added) {
            if (depth == parts.size()) {
                tensor = added;
                return;
            }
            branches.computeIfAbsent(parts.get(depth), _ -> new Branch(words))
                    .add(parts, depth + 1, added);
        }

        List<TensorNode> children(String prefix) {
            List<TensorNode> nodes = new ArrayList<>();
            branches.forEach((part, branch) -> nodes.addAll(branch.nodes(part, prefix + part)));
            return nodes;
        }

        private TensorNode leaf(String label, Tensor of) {
            return TensorNode.leaf(label, of, words.bytes(of));
        }

        /// Usually one node; two where a name is both a tensor's and the beginning of others.
        private List<TensorNode> nodes(String label, String fullName) {
            List<TensorNode> nodes = new ArrayList<>();
            if (tensor != null) {
                nodes.add(leaf(label, tensor));
            }
            if (branches.size() == 1) {
                Branch only = branches.values().iterator().next();
                String part = branches.keySet().iterator().next();
                if (only.branches.isEmpty() && only.tensor != null) {
                    String name = part.equals(WEIGHT) ? label : label + "." + part;
                    nodes.add(leaf(name, only.tensor));
                    return nodes;
                }
            }
            if (!branches.isEmpty()) {
                nodes.add(TensorNode.group(label, fullName, children(fullName + ".")));
            }
            return nodes;
        }
    }

    /// `model.layers.14.mlp.up_proj.weight` → `model`, `layers.14`, `mlp`, `up_proj`, `weight`
    private static List<String> parts(String name) {
        List<String> parts = new ArrayList<>();
        for (String part : name.split("\\.", -1)) {
            boolean isNumber = !part.isEmpty() && part.chars().allMatch(Character::isDigit);
            if (isNumber && !parts.isEmpty()) {
                parts.set(parts.size() - 1, parts.getLast() + "." + part);
            } else {
                parts.add(part);
            }
        }
        return parts;
    }

    /// Lifts what lies in a group that holds numbered groups, however deep it is wrapped.
    private static List<TensorNode> unwrapped(List<TensorNode> nodes) {
        List<TensorNode> lifted = new ArrayList<>();
        boolean changed = false;
        for (TensorNode node : nodes) {
            if (!isNumbered(node) && wrapsLayers(node)) {
                lifted.addAll(node.children());
                changed = true;
            } else {
                lifted.add(node);
            }
        }
        return changed ? unwrapped(lifted) : nodes;
    }

    private static boolean wrapsLayers(TensorNode node) {
        return node.children().stream()
                .anyMatch(child -> isNumbered(child) || (!child.isTensor() && wrapsLayers(child)));
    }

    private static boolean isNumbered(TensorNode node) {
        return node.label().matches(".*\\.\\d+$");
    }

    /// Embeddings first, then the layers, then what comes after them, as the numbers flow.
    private static Comparator<TensorNode> order() {
        Comparator<String> names = natural();
        return Comparator.comparingInt(TensorTree::rank).thenComparing(TensorNode::label, names);
    }

    private static int rank(TensorNode node) {
        String name = node.fullName().toLowerCase(Locale.ROOT);
        if (isNumbered(node)) {
            return 1;
        }
        if (name.contains("emb") || name.contains("wte") || name.contains("wpe")) {
            return 0;
        }
        return name.contains("head") || name.contains("classifier") ? 3 : 2;
    }

    /// `layers.2` before `layers.10`.
    static Comparator<String> natural() {
        Map<String, String> keys = new HashMap<>();
        return Comparator.<String, String>comparing(
                        name -> keys.computeIfAbsent(name, TensorTree::key))
                .thenComparing(Comparator.naturalOrder());
    }

    private static String key(String name) {
        StringBuilder key = new StringBuilder();
        for (String part : name.split("(?<=\\D)(?=\\d)|(?<=\\d)(?=\\D)")) {
            boolean isNumber = !part.isEmpty() && Character.isDigit(part.charAt(0));
            key.append(isNumber ? "0".repeat(Math.max(0, 12 - part.length())) + part : part);
        }
        return key.toString();
    }
}
