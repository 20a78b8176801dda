package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import javafx.scene.layout.Priority;
import javafx.scene.layout.VBox;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.merge.recipe.PlanTable;
import org.taskvectors.ui.common.Card;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.common.Tables;

/// What the merge means layer by layer, before anything is computed: which tensors are made of
/// what, with which values.
final class LayersPane extends VBox {
    private static final double FROM = 170;

    private final MergeViewModel model;
    private final TableView<Line> table = new TableView<>();
    private final Label words = Nodes.line("muted");
    private final Card card = new Card();
    private Optional<PlanTable> had = Optional.empty();

    /// A row with its layers and tensors, which stand only where they change.
    private record Line(PlanTable.Row row, boolean isSame) {}

    LayersPane(MergeViewModel model) {
        this.model = model;
        setId("merge-layers");
        Tables.dress(table);
        table.setId("merge-layers-table");
        table.setAccessibleText("What the merge means, layer by layer");
        table.setMinHeight(200);
        Tables.scrollWhereNarrow(table);
        VBox.setVgrow(table, Priority.ALWAYS);
        card.getStyleClass().add("table-card");
        card.getChildren().setAll(table);
        VBox.setVgrow(card, Priority.ALWAYS);
        getStyleClass().add("merge-preview");
        getChildren().setAll(words, card);
    }

    void show() {
        Optional<PlanTable> now = model.recipe().meaning();
        Nodes.visible(card, now.isPresent());
        String reason = model.recipe().reason();
        Nodes.say(
                words,
                now.isPresent()
                        ? ""
                        : !reason.isEmpty()
                                ? reason
                                : "What the merge means layer by layer stands here once everything"
                                        + " fits.");
        if (!now.equals(had)) {
            had = now;
            now.ifPresent(this::show);
        }
    }

    private void show(PlanTable meaning) {
        List<TableColumn<Line, ?>> columns = new ArrayList<>();
        columns.add(
                Tables.words(
                        "Layers",
                        line ->
                                line.isSame()
                                        ? ""
                                        : line.row().layers().isEmpty()
                                                ? "outside"
                                                : line.row().layers()));
        columns.add(Tables.words("Tensors", line -> line.isSame() ? "" : line.row().tensors()));
        TableColumn<Line, String> from = Tables.words("From", line -> name(line.row()));
        from.setMinWidth(FROM);
        columns.add(from);
        boolean isMoved = meaning.rows().stream().anyMatch(row -> !row.from().equals(row.layers()));
        if (isMoved) {
            columns.add(Tables.words("From its layers", line -> line.row().from()));
        }
        for (String parameter : meaning.parameters()) {
            TableColumn<Line, String> column =
                    Tables.words(parameter, line -> line.row().shown(parameter));
            column.getStyleClass().add("number");
            columns.add(column);
        }
        columns.forEach(column -> column.setSortable(false));
        columns.forEach(column -> Tables.setLeast(column, longest(column.getText(), meaning)));
        List<Line> lines = new ArrayList<>();
        PlanTable.Row before = null;
        for (PlanTable.Row row : meaning.rows()) {
            boolean isSame =
                    before != null
                            && before.layers().equals(row.layers())
                            && before.tensors().equals(row.tensors());
            lines.add(new Line(row, isSame));
            before = row;
        }
        table.getColumns().setAll(columns);
        table.getItems().setAll(lines);
    }

    /// The characters of the longest value of a parameter; 0 of what is none.
    private static int longest(String parameter, PlanTable meaning) {
        return meaning.rows().stream()
                .mapToInt(row -> row.shown(parameter).length())
                .max()
                .orElse(0);
    }

    /// The last part of the model's path, and what it is there for.
    private static String name(PlanTable.Row row) {
        String text = row.model().text();
        String last = OutputFormats.stem(text.substring(text.lastIndexOf('/') + 1));
        return switch (row.how()) {
            case "" -> last;
            case "base" -> last + " (the base)";
            default -> last + " (" + row.how() + ")";
        };
    }
}
