package org.taskvectors.ui.screenshot;

import java.awt.image.BufferedImage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javafx.css.PseudoClass;
import javafx.geometry.Bounds;
import javafx.geometry.Rectangle2D;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.SnapshotParameters;
import javafx.scene.image.PixelFormat;
import javafx.scene.image.WritableImage;
import javafx.scene.layout.BackgroundFill;
import javafx.scene.layout.Region;
import javafx.scene.paint.Color;
import javafx.scene.paint.Paint;
import javafx.scene.transform.Scale;
import org.taskvectors.figure.Detailed;
import org.taskvectors.ui.common.Theme;
import org.taskvectors.ui.shell.ThemeViewModel;

/// Takes pictures of the window's content. What only the moment shows is left out: focus rings, the
/// text cursor, what follows the pointer. What floats over the window is beside its content.
///
/// All of it happens between two frames of the window, which is as before when the next one is
/// drawn. Call on the window's thread.
public final class Camera {
    /// Style class of the window's content while a picture is taken.
    private static final String POSING = "posing";

    /// So many pixels fit beside everything else into the memory that the window is given.
    private static final double MOST_PIXELS = 64e6;

    private static final Set<PseudoClass> MOMENTARY =
            Set.of(
                    PseudoClass.getPseudoClass("focused"),
                    PseudoClass.getPseudoClass("focus-visible"),
                    PseudoClass.getPseudoClass("focus-within"),
                    PseudoClass.getPseudoClass("hover"),
                    PseudoClass.getPseudoClass("pressed"),
                    PseudoClass.getPseudoClass("armed"));

    private final Parent window;
    private final ThemeViewModel themes;

    /// @param window what the window shows when nothing floats over it
    public Camera(Parent window, ThemeViewModel themes) {
        this.window = window;
        this.themes = themes;
    }

    /// Whether a picture of that size can be taken.
    public static boolean isPossible(double width, double height, double scale) {
        return width * scale * height * scale <= MOST_PIXELS;
    }

    /// A picture of a node of the window.
    ///
    /// @param subject the window's content, or a part of it
    /// @param scale pixels for each unit of the window
    /// @param theme the colours that it has; empty for those that are shown
    public WritableImage take(Node subject, double scale, Optional<Theme> theme) {
        Deque<Runnable> restore = new ArrayDeque<>();
        try {
            pose(scale, theme, restore);
            window.applyCss();
            window.layout();
            return snapshot(subject, scale);
        } finally {
            restore.forEach(Runnable::run);
            window.applyCss();
            window.layout();
        }
    }

    /// The pixels of a picture, without transparency.
    public static BufferedImage opaque(WritableImage picture) {
        int width = (int) picture.getWidth();
        int height = (int) picture.getHeight();
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        int[] row = new int[width];
        for (int y = 0; y < height; y++) {
            picture.getPixelReader()
                    .getPixels(0, y, width, 1, PixelFormat.getIntArgbInstance(), row, 0, width);
            image.setRGB(0, y, width, 1, row, 0, width);
        }
        return image;
    }

    /// @param restore takes what brings everything back, the last first
    private void pose(double scale, Optional<Theme> theme, Deque<Runnable> restore) {
        theme.filter(asked -> asked != themes.themeProperty().get())
                .ifPresent(
                        asked -> {
                            restore.push(() -> themes.lend(Optional.empty()));
                            themes.lend(Optional.of(asked));
                        });
        restore.push(() -> window.getStyleClass().remove(POSING));
        window.getStyleClass().add(POSING);
        nodes(window).toList().forEach(node -> pose(node, scale, restore));
    }

    private static void pose(Node node, double scale, Deque<Runnable> restore) {
        if (node instanceof Detailed detailed) {
            restore.push(() -> detailed.setDetail(0));
            detailed.setDetail(scale);
        }
        // The pseudo-class alone: the focus itself stays where it is, and nothing hears of it.
        for (PseudoClass state : MOMENTARY) {
            if (node.getPseudoClassStates().contains(state)) {
                restore.push(() -> node.pseudoClassStateChanged(state, true));
                node.pseudoClassStateChanged(state, false);
            }
        }
    }

    private static Stream<Node> nodes(Node node) {
        return node instanceof Parent parent
                ? Stream.concat(
                        Stream.of(node),
                        parent.getChildrenUnmodifiable().stream().flatMap(Camera::nodes))
                : Stream.of(node);
    }

    /// Of the node's own bounds: a shadow that falls beside it is not in the picture.
    private WritableImage snapshot(Node subject, double scale) {
        Bounds bounds = subject.localToParent(subject.getLayoutBounds());
        SnapshotParameters parameters = new SnapshotParameters();
        parameters.setTransform(new Scale(scale, scale));
        parameters.setFill(background());
        parameters.setViewport(
                new Rectangle2D(
                        Math.round(bounds.getMinX() * scale),
                        Math.round(bounds.getMinY() * scale),
                        Math.round(bounds.getWidth() * scale),
                        Math.round(bounds.getHeight() * scale)));
        return subject.snapshot(parameters, null);
    }

    /// What the window is painted with below everything, which shows at the corners of a card.
    private Paint background() {
        return Stream.of(window)
                .filter(Region.class::isInstance)
                .map(node -> ((Region) node).getBackground())
                .flatMap(Stream::ofNullable)
                .flatMap(found -> found.getFills().stream())
                .map(BackgroundFill::getFill)
                .findFirst()
                .orElse(Color.WHITE);
    }
}
