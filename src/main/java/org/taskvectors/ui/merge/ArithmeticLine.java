package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javafx.geometry.Side;
import javafx.scene.control.Button;
import javafx.scene.control.ContextMenu;
import javafx.scene.control.MenuItem;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import org.taskvectors.merge.method.MagnitudeMask;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Orthogonal;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.SignMask;
import org.taskvectors.merge.method.TaskArithmetic;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.workspace.FileItem;

/// Arithmetic with vectors as acts: each sets method and weights, and can be taken back.
final class ArithmeticLine extends FlowPane {
    private final MergeViewModel model;
    private final Button negate =
            link("negate", "Turn every vector round: the change that undoes them", this::negate);
    private final Button analogy =
            link("A + B − C", "Add some vectors and take another one away", this::analogy);
    private final Button apart =
            link(
                    "orthogonalise",
                    "The part of a vector that is orthogonal to another one",
                    this::orthogonalise);
    private final Button mask = link("mask", "Keep only a part of the weights", this::mask);
    private final ContextMenu menu = new ContextMenu();

    ArithmeticLine(MergeViewModel model) {
        this.model = model;
        getStyleClass().add("merge-acts");
        getChildren().setAll(negate, analogy, apart, mask);
    }

    private Button link(String word, String tip, Runnable act) {
        Button button = new Button(word);
        button.getStyleClass().setAll("button", "link", "small");
        button.setMnemonicParsing(false);
        button.setTooltip(new Tooltip(tip));
        button.setOnAction(_ -> act.run());
        return button;
    }

    void show(MergeForm form) {
        int count = form.parts().size();
        negate.setDisable(count == 0 || !(form.hasWeights() || lambda(form).isPresent()));
        analogy.setDisable(count < 2);
        apart.setDisable(count != 2);
        mask.setDisable(count == 0);
    }

    private void negate() {
        model.choices()
                .act(
                        "Negate the merge",
                        form ->
                                form.hasWeights()
                                        ? form.negated()
                                        : lambda(form)
                                                .map(by -> form.withValue(by, -form.value(by)))
                                                .orElse(form));
    }

    private static Optional<Parameter> lambda(MergeForm form) {
        return form.parameters().stream().filter(one -> one.name().equals("lambda")).findFirst();
    }

    /// Every ingredient can be the one that is taken away.
    private void analogy() {
        List<String> names = model.choices().items().stream().map(FileItem::name).toList();
        List<MenuItem> items = new ArrayList<>();
        for (int away = names.size() - 1; away >= 0; away--) {
            int taken = away;
            String sum =
                    IntStream.range(0, names.size())
                                    .filter(i -> i != taken)
                                    .mapToObj(names::get)
                                    .collect(Collectors.joining(" + "))
                            + " − "
                            + names.get(taken);
            List<Double> weights = new ArrayList<>(Collections.nCopies(names.size(), 1.0));
            weights.set(taken, -1.0);
            items.add(
                    Nodes.item(
                            sum,
                            () ->
                                    model.choices()
                                            .act(
                                                    sum,
                                                    form ->
                                                            form.withMethod(
                                                                            new TaskArithmetic()
                                                                                    .id())
                                                                    .withWeights(weights))));
        }
        open(analogy, items);
    }

    /// The one that stands first is kept, as far as the other does not point its way.
    private void orthogonalise() {
        List<String> names = model.choices().items().stream().map(FileItem::name).toList();
        List<MenuItem> items = new ArrayList<>();
        for (int kept = 0; kept < names.size(); kept++) {
            boolean isTurned = kept == 1;
            String words = names.get(kept) + " without " + names.get(1 - kept) + "'s direction";
            items.add(
                    Nodes.item(
                            words,
                            () ->
                                    model.choices()
                                            .act(
                                                    words,
                                                    form ->
                                                            (isTurned ? form.raised(1) : form)
                                                                    .withMethod(
                                                                            new Orthogonal()
                                                                                    .id()))));
        }
        open(apart, items);
    }

    private void mask() {
        MergeForm form = model.choices().formProperty().get();
        List<MenuItem> items = new ArrayList<>();
        items.add(method("Where the signs agree", new SignMask(), form));
        items.add(method("The largest weights", new MagnitudeMask(), form));
        open(mask, items);
    }

    private MenuItem method(String words, Method method, MergeForm form) {
        int count = form.parts().size();
        boolean isTaken = count >= method.least() && count <= method.most();
        MenuItem item =
                Nodes.item(
                        isTaken ? words : words + " (of " + counted(method) + ")",
                        () ->
                                model.choices()
                                        .act(
                                                "Merge by " + method.title(),
                                                now -> now.withMethod(method.id())));
        item.setDisable(!isTaken);
        return item;
    }

    private static String counted(Method method) {
        return method.least() == method.most()
                ? method.least() == 1 ? "one vector" : method.least() + " vectors"
                : "at least " + method.least() + " vectors";
    }

    private void open(Button from, List<MenuItem> items) {
        menu.getItems().setAll(items);
        menu.show(from, Side.BOTTOM, 0, 4);
    }
}
