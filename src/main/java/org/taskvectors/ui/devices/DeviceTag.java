package org.taskvectors.ui.devices;

import java.util.Locale;
import javafx.scene.control.Button;
import javafx.scene.control.OverrunStyle;
import javafx.scene.control.Tooltip;
import javafx.util.Duration;
import org.taskvectors.ui.common.Tag;

/// The header's tag that says where jobs run, and opens the card that says more.
public final class DeviceTag extends Button {
    private static final double LEAST_WIDTH = 48;
    private static final double MOST_WIDTH = 220;
    private static final Duration LONG = Duration.seconds(30);

    private final Tooltip reason = new Tooltip();

    public DeviceTag() {
        super();
        getStyleClass().setAll("tag", "tag-button", style(Tag.Kind.NEUTRAL));
        setMinWidth(LEAST_WIDTH);
        setMaxWidth(MOST_WIDTH);
        setMnemonicParsing(false);
        setTextOverrun(OverrunStyle.ELLIPSIS);
        setAccessibleHelp("Opens what was found, and where jobs run");
        reason.setWrapText(true);
        reason.setMaxWidth(420);
        reason.setShowDuration(LONG);
        setTooltip(reason);
    }

    void show(TagShown shown) {
        setText(shown.text());
        reason.setText(shown.reason());
        setAccessibleText("Jobs run on: " + shown.text() + ". " + shown.reason());
        for (Tag.Kind kind : Tag.Kind.values()) {
            getStyleClass().remove(style(kind));
        }
        getStyleClass().add(style(shown.kind()));
    }

    private static String style(Tag.Kind kind) {
        return "tag-" + kind.name().toLowerCase(Locale.ROOT);
    }
}
