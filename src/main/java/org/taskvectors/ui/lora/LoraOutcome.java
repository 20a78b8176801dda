package org.taskvectors.ui.lora;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.Label;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.taskvectors.analysis.metric.Amounts;
import org.taskvectors.analysis.metric.Quantities;
import org.taskvectors.analysis.metric.Quantity;
import org.taskvectors.extraction.lora.LeftOut;
import org.taskvectors.extraction.lora.LoraGroup;
import org.taskvectors.extraction.lora.LoraResult;
import org.taskvectors.ui.common.HomePath;
import org.taskvectors.ui.common.Tables;

/// What an adapter keeps and what it loses, in words and as a table by layer.
final class LoraOutcome {
    private static final int MOST_ROWS = 9;
    private static final int ROW = 28;

    private LoraOutcome() {}

    static List<Node> nodes(LoraResult result) {
        return List.of(
                label(summary(result), "medium"),
                table(result),
                label(leftOut(result), "secondary"));
    }

    /// `13 modules, rank 16: the error is 3.21 % of ‖τ‖, 4.05 % over the whole vector`
    static String summary(LoraResult result) {
        LoraGroup all = result.all();
        String kept = say(Quantities.FACTOR_ERROR, all.error()) + " of ‖τ‖";
        String whole = say(Quantities.FACTOR_ERROR, result.wholeError()) + " of ‖τ‖";
        return Amounts.count(all.matrices())
                + (all.matrices() == 1 ? " module, rank " : " modules, rank ")
                + all.ranks()
                + ": the error is "
                + kept
                + (kept.equals(whole) ? "" : ", " + whole + " over the whole vector")
                + ". "
                + Amounts.bytes(result.bytesWritten())
                + " in "
                + HomePath.of(result.folder())
                + ", and in the library.";
    }

    /// `Not in it: no matrix (norms, biases) 0.1 %; embeddings 2.3 %`
    static String leftOut(LoraResult result) {
        Map<LeftOut.Reason, List<LeftOut>> reasons = result.leftOutByReason();
        String partial =
                result.partial().map(how -> "The vector is partial: " + how + ". ").orElse("");
        return partial + leftOut(reasons, result);
    }

    private static String leftOut(Map<LeftOut.Reason, List<LeftOut>> reasons, LoraResult result) {
        return reasons.isEmpty()
                ? "Everything that the vector holds is in it."
                : "Not in it, by share of ‖τ‖²: "
                        + reasons.entrySet().stream()
                                .map(
                                        of ->
                                                of.getKey().label()
                                                        + " "
                                                        + say(
                                                                Quantities.SHARE_OF_SQUARES,
                                                                result.share(of.getValue())))
                                .collect(Collectors.joining("; "))
                        + ".";
    }

    private static Label label(String text, String style) {
        Label label = new Label(text);
        label.getStyleClass().add(style);
        label.setWrapText(true);
        label.setMinHeight(javafx.scene.layout.Region.USE_PREF_SIZE);
        return label;
    }

    private static TableView<LoraGroup> table(LoraResult result) {
        List<LoraGroup> layers = result.byLayer();
        TableView<LoraGroup> table = new TableView<>(FXCollections.observableArrayList(layers));
        Tables.dress(table);
        table.setId("lora-layers");
        table.setAccessibleText("The error of each layer");
        table.getColumns().add(Tables.words("Layer", LoraGroup::label));
        table.getColumns()
                .add(
                        Tables.numbers(
                                "Modules",
                                group -> group.matrices(),
                                value -> Amounts.count(Math.round(value))));
        TableColumn<LoraGroup, String> ranks = Tables.words("Rank", LoraGroup::ranks);
        ranks.getStyleClass().add("number");
        table.getColumns().add(ranks);
        table.getColumns().add(column(Quantities.ENERGY, LoraGroup::energy));
        table.getColumns().add(column(Quantities.FACTOR_ERROR, LoraGroup::error));
        int rows = Math.min(MOST_ROWS, layers.size());
        table.setPrefHeight(ROW * (rows + 1) + 8);
        table.setMinHeight(ROW * Math.min(rows + 1, 4));
        return table;
    }

    private static TableColumn<LoraGroup, Double> column(
            Quantity quantity, ToDoubleFunction<LoraGroup> plain) {
        return Tables.numbers(
                quantity.withUnit(quantity.name()),
                group -> quantity.inUnit(plain.applyAsDouble(group)),
                quantity::write);
    }

    private static String say(Quantity quantity, double plain) {
        return quantity.say(quantity.inUnit(plain));
    }
}
