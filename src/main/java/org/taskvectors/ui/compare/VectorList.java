package org.taskvectors.ui.compare;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.Label;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.figure.FigureTheme;
import org.taskvectors.ui.common.MiddleLabel;

/// The vectors of the library in groups of one base, each with a head that ticks all of them.
final class VectorList {
    /// So many vectors have room for a second line each.
    private static final int FEW = 4;

    private final CompareViewModel model;
    private final VBox box;
    private final Map<String, VectorRow> rows = new HashMap<>();
    private final Map<String, Head> heads = new HashMap<>();
    private FigureTheme theme;

    VectorList(CompareViewModel model, VBox box, FigureTheme theme) {
        this.model = model;
        this.box = box;
        this.theme = theme;
    }

    void show(List<VectorLine> lines) {
        List<Node> nodes = new ArrayList<>();
        List<List<VectorLine>> groups = Bases.grouped(lines, VectorLine::base);
        for (List<VectorLine> group : groups) {
            Head head = heads.computeIfAbsent(group.getFirst().base().key(), _ -> new Head());
            head.show(group);
            nodes.add(head);
            for (VectorLine line : group) {
                VectorRow row =
                        rows.computeIfAbsent(line.id(), id -> new VectorRow(model, id, theme));
                row.show(line, lines.size() > FEW);
                nodes.add(row);
            }
        }
        if (!nodes.equals(box.getChildren())) {
            box.getChildren().setAll(nodes);
        }
        rows.keySet().retainAll(lines.stream().map(VectorLine::id).toList());
    }

    void setTheme(FigureTheme now) {
        theme = now;
        rows.values().forEach(row -> row.setTheme(now));
    }

    /// The head of a group: a tick for all, the base, what the numbers are.
    private final class Head extends HBox {
        private final CheckBox all = new CheckBox();
        private final MiddleLabel title = new MiddleLabel();
        private final Label symbol = new Label("‖τ‖");
        private List<VectorLine> group = List.of();

        private Head() {
            getStyleClass().add("vector-head");
            all.setMinWidth(USE_PREF_SIZE);
            all.setAllowIndeterminate(false);
            all.setOnAction(
                    _ ->
                            model.acts()
                                    .tickAll(
                                            group.stream().map(VectorLine::id).toList(),
                                            group.getFirst().base().heading(),
                                            all.isSelected()));
            title.getStyleClass().add("secondary");
            HBox.setHgrow(title, Priority.ALWAYS);
            symbol.getStyleClass().add("secondary");
            symbol.setMinWidth(USE_PREF_SIZE);
            getChildren().setAll(all, title, symbol);
        }

        private void show(List<VectorLine> lines) {
            group = lines;
            String heading = lines.getFirst().base().heading();
            title.setWhole(heading);
            long ticked = lines.stream().filter(VectorLine::isTicked).count();
            all.setVisible(lines.size() > 1);
            all.setManaged(lines.size() > 1);
            all.setSelected(ticked == lines.size());
            all.setIndeterminate(ticked > 0 && ticked < lines.size());
            all.setAccessibleText("Compare all " + heading);
            symbol.setTooltip(new Tooltip(model.scopeWords()));
        }
    }
}
