package org.taskvectors.ui.shell;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.taskvectors.ui.common.SectionLabel;

/// The help of a place: its own words, and the keys that work everywhere.
final class HelpCard {
    private final Map<String, String> keys = new LinkedHashMap<>();

    HelpCard(List<Place> places) {
        keys.put("Ctrl K", "find an action, a tensor, a vector");
        for (int i = 0; i < places.size(); i++) {
            keys.put("Ctrl " + (i + 1), places.get(i).word());
        }
        keys.put("Ctrl O", "open files");
        keys.put("Ctrl Z", "undo");
        keys.put("Ctrl Shift Z", "redo");
        keys.put("Ctrl S", "save the figure that has the focus");
        keys.put("Ctrl Shift S", "take a screenshot of the window, a place or a card");
        keys.put("F1", "the guide, at the page of this place");
        keys.put("Shift F1", "this help");
        keys.put("Esc", "put away what floats");
    }

    Node body(Place place) {
        Label text = new Label(place.help());
        text.setWrapText(true);
        GridPane grid = new GridPane();
        grid.getStyleClass().add("shortcuts");
        int row = 0;
        for (Map.Entry<String, String> key : keys.entrySet()) {
            Label combination = new Label(key.getKey());
            combination.getStyleClass().add("key");
            grid.addRow(row++, combination, new Label(key.getValue()));
        }
        VBox body = new VBox(12, text, new SectionLabel("Keys"), grid);
        body.setFillWidth(true);
        // A low window scrolls it; else its last lines would end in dots.
        ScrollPane scroll = new ScrollPane(body);
        scroll.getStyleClass().add("edge-to-edge");
        scroll.setFitToWidth(true);
        scroll.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        scroll.setMinHeight(80);
        body.heightProperty()
                .addListener((_, _, height) -> scroll.setPrefViewportHeight(height.doubleValue()));
        text.setMinHeight(Region.USE_PREF_SIZE);
        return scroll;
    }
}
