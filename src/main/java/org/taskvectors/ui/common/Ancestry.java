package org.taskvectors.ui.common;

import java.util.Objects;
import java.util.stream.Stream;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/// Where a node stands in its window.
public final class Ancestry {
    private Ancestry() {}

    /// Returns the node and what it stands in, up to the root; nothing for no node.
    public static Stream<Node> of(@Nullable Node node) {
        return node == null
                ? Stream.empty()
                : Stream.<Node>iterate(node, Objects::nonNull, Node::getParent);
    }

    /// Whether a node is `outer` or stands in it.
    public static boolean isWithin(@Nullable Node node, Node outer) {
        return of(node).anyMatch(outer::equals);
    }

    /// Whether neither a node nor anything that it stands in is hidden.
    public static boolean isShown(Node node) {
        return of(node).allMatch(Node::isVisible);
    }
}
