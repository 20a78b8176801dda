package org.taskvectors.checkpoint.naming;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The stacks of layers of a model, read from all its names together: the paths before a name's
/// first number, as a tree. Where the tree branches, each branch gets a short word, so that a
/// stack's name is what tells it from the others: `encoder`, `vision`, `vision.global_transformer`.
///
/// A path whose numbers stand right before a parameter (`classifier.0.weight`) numbers the parts of
/// one module and is no stack, unless the model has nothing else.
final class Stacks {
    /// Where a name lies.
    ///
    /// @param stack the stack's name; empty where it belongs to none, or the model has one
    /// @param own how many parts at the front lead to the stack and say nothing of the module
    /// @param number the index of the layer's number among the parts; −1 outside the layers
    record Spot(String stack, int own, int number) {}

    private static final class Node {
        final Map<String, Node> children = new TreeMap<>();
        boolean list;
        String name = "";
    }

    /// A stack.
    ///
    /// @param path the parts before the layer's number
    record Stack(String name, List<String> path) {}

    private final Node root = new Node();
    private final Set<String> flat = new HashSet<>();
    private final List<Stack> all = new ArrayList<>();

    /// Where the paths first part; above it no name belongs to a stack.
    private final int common;

    private final Set<String> atTheTop = new HashSet<>();
    private @Nullable String nameless;

    private Stacks(Set<List<String>> paths) {
        for (List<String> path : paths) {
            Node node = root;
            for (String part : path) {
                node = node.children.computeIfAbsent(part, key -> new Node());
            }
            node.list = true;
        }
        Node node = root;
        int depth = 0;
        while (node.children.size() == 1 && !onlyChild(node).list) {
            node = onlyChild(node);
            depth++;
        }
        common = depth;
        if (paths.size() > 1) {
            name(node, "");
        }
        paths.forEach(path -> all.add(new Stack(named(path), path)));
    }

    private static @Nullable Node child(Node node, List<String> parts, int depth) {
        return depth < parts.size() ? node.children.get(parts.get(depth)) : null;
    }

    private static Node onlyChild(Node node) {
        return node.children.values().iterator().next();
    }

    static Stacks of(Collection<List<String>> names) {
        Map<List<String>, Boolean> deep = new LinkedHashMap<>();
        for (List<String> parts : names) {
            int number = PathNumbers.first(parts);
            if (number >= 0) {
                deep.merge(
                        List.copyOf(parts.subList(0, end(parts, number))),
                        hasModules(parts, number + 1),
                        Boolean::logicalOr);
            }
        }
        boolean anyDeep = deep.containsValue(true);
        Set<List<String>> paths = new HashSet<>();
        Set<String> flat = new HashSet<>();
        deep.forEach(
                (path, isDeep) -> {
                    if (isDeep || !anyDeep) {
                        paths.add(path);
                    } else {
                        flat.add(String.join(".", path));
                    }
                });
        Stacks stacks = new Stacks(paths);
        stacks.flat.addAll(flat);
        return stacks;
    }

    boolean several() {
        return all.size() > 1;
    }

    List<Stack> all() {
        return all;
    }

    Spot find(List<String> parts) {
        int number = PathNumbers.first(parts);
        int end = number < 0 ? -1 : end(parts, number);
        boolean inList = number >= 0 && !flat.contains(String.join(".", parts.subList(0, end)));
        if (!several()) {
            return new Spot("", inList ? number : 0, inList ? number : -1);
        }
        Node node = root;
        int depth = 0;
        for (@Nullable Node next = child(node, parts, 0);
                next != null;
                next = child(node, parts, depth)) {
            node = next;
            depth++;
        }
        if (inList) {
            boolean known = node.list && depth == end;
            List<String> path = parts.subList(0, end);
            // A path that was not among the names is named by its own words.
            return new Spot(known || depth > common ? node.name : StackWords.of(path), end, number);
        }
        if (depth > common) {
            return new Spot(node.name, depth, -1);
        }
        int own = depth < common || depth == parts.size() ? 0 : depth;
        return new Spot(ofWord(parts.get(own)), own, -1);
    }

    /// Returns the stack whose layers hang on the model itself (`layers.0` beside
    /// `visual.blocks.0`) and that is named by what the others are not: embedding, final norm and
    /// head of the model itself are its own.
    Optional<String> nameless() {
        return Optional.ofNullable(nameless);
    }

    /// Returns the first of some words that is a stack's name.
    Optional<String> anyOf(List<String> words) {
        return words.stream().filter(atTheTop::contains).findFirst();
    }

    /// The end of the path that leads to a stack. A single block (`mid_block`) with lists of its
    /// own is one stack, as each of its neighbours in a list is one layer.
    private static int end(List<String> parts, int number) {
        for (int i = 0; i < number - 1; i++) {
            if (parts.get(i).endsWith("_block")) {
                return i + 1;
            }
        }
        return number;
    }

    /// Whether a module's path begins there, not the name of a parameter.
    private static boolean hasModules(List<String> parts, int from) {
        return parts.size() > from + 1
                && !parts.get(from).startsWith("lora_")
                && !parts.get(from).equals("parametrizations");
    }

    private String ofWord(String part) {
        return StackWords.about(part)
                .flatMap(
                        word ->
                                atTheTop.stream()
                                        .filter(stack -> StackWords.sameSense(stack, word))
                                        .findFirst())
                .orElse("");
    }

    private String named(List<String> path) {
        Node node = root;
        for (String part : path) {
            node = Objects.requireNonNull(node.children.get(part));
        }
        return node.name;
    }

    private void name(Node node, String before) {
        node.name = before;
        List<List<String>> branches = new ArrayList<>();
        List<Node> ends = new ArrayList<>();
        for (Map.Entry<String, Node> child : node.children.entrySet()) {
            List<String> parts = new ArrayList<>(List.of(child.getKey()));
            Node end = child.getValue();
            while (!end.list && end.children.size() == 1) {
                Map.Entry<String, Node> next = end.children.entrySet().iterator().next();
                parts.add(next.getKey());
                end = next.getValue();
            }
            branches.add(parts);
            ends.add(end);
        }
        boolean top = before.isEmpty();
        List<String> words = StackWords.apart(branches, !top && !node.list);
        for (int i = 0; i < ends.size(); i++) {
            String word = words.get(i);
            String name = top || word.isEmpty() ? before + word : before + "." + word;
            if (top) {
                atTheTop.add(name);
                boolean says = !StackWords.of(branches.get(i)).isEmpty();
                nameless = says || branches.get(i).contains(name) ? nameless : name;
            }
            Node step = node;
            for (String part : branches.get(i)) {
                step = Objects.requireNonNull(step.children.get(part));
                step.name = name;
            }
            name(ends.get(i), name);
        }
    }
}
