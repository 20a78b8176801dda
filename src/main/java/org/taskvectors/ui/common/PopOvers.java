package org.taskvectors.ui.common;

import javafx.application.ConditionalFeature;
import javafx.application.Platform;
import javafx.scene.Node;
import javafx.scene.layout.Background;
import javafx.scene.layout.StackPane;
import javafx.util.Duration;
import org.controlsfx.control.PopOver;

/// Makes what floats beside the node that it is about. Escape and a press elsewhere put it away.
public final class PopOvers {
    private static final double ARROW = 8;
    private static final double RADIUS = 8;

    private PopOvers() {}

    /// A pop-over in the look of the program.
    ///
    /// @param content has the focus while it is shown
    /// @param arrow where its arrow is: `TOP_CENTER` for what opens below its owner
    public static PopOver of(Node content, PopOver.ArrowLocation arrow) {
        StackPane padded = new StackPane(content);
        padded.getStyleClass().add("popover-content");
        PopOver over = new PopOver(padded);
        // They would win over the scene's, which have the themes' colours.
        over.getRoot().getStylesheets().clear();
        over.setArrowLocation(arrow);
        over.setDetachable(false);
        over.setAnimated(false);
        over.setFadeInDuration(Duration.ZERO);
        over.setFadeOutDuration(Duration.ZERO);
        over.setAutoHide(true);
        over.setHideOnEscape(true);
        boolean isTransparent = Platform.isSupported(ConditionalFeature.TRANSPARENT_WINDOW);
        // Where windows have no see-through parts, what is beside the arrow and outside of the
        // corners would be a white box.
        if (isTransparent) {
            over.getStyleClass().add("floating");
        } else {
            over.setOnShown(_ -> fill(over));
        }
        over.setArrowSize(isTransparent ? ARROW : 0);
        over.setCornerRadius(isTransparent ? RADIUS : 0);
        return over;
    }

    /// At 200 % the content ends half a pixel before its window, which is white.
    private static void fill(PopOver over) {
        Background background = over.getRoot().getBackground();
        if (background != null && !background.getFills().isEmpty()) {
            over.getScene().setFill(background.getFills().getFirst().getFill());
        }
    }

    /// Shows `content` below `owner`.
    public static PopOver show(Node content, Node owner) {
        return show(content, owner, PopOver.ArrowLocation.TOP_CENTER);
    }

    /// Shows `content` beside `owner`.
    public static PopOver show(Node content, Node owner, PopOver.ArrowLocation arrow) {
        PopOver over = of(content, arrow);
        over.show(owner);
        return over;
    }
}
