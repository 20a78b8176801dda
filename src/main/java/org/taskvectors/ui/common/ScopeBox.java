package org.taskvectors.ui.common;

import java.util.List;
import javafx.collections.ListChangeListener;
import javafx.scene.control.Label;
import javafx.scene.control.MenuButton;
import javafx.scene.control.RadioMenuItem;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.FlowPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.taskvectors.analysis.metric.Amounts;

/// The chips, or the pattern, by which a scope is chosen, and what it covers.
public final class ScopeBox extends VBox {
    private final MenuButton mode = new MenuButton();
    private final FlowPane chips = new FlowPane(6, 6);
    private final TextField pattern = new TextField();
    private final Label problem = new Label();
    private final Label tensors = new Label();
    private final Label weights = new Label();
    private @Nullable ScopeViewModel model;

    public ScopeBox() {
        getStyleClass().add("scope-box");
        setSpacing(8);
        Region space = new Region();
        HBox.setHgrow(space, Priority.ALWAYS);
        HBox head = new HBox(8, new SectionLabel("Scope"), space, mode);
        head.getStyleClass().add("scope-head");
        mode.getStyleClass().addAll("link", "scope-mode");
        mode.setAccessibleText("How the scope is chosen");
        chips.getStyleClass().add("chips");
        pattern.setPromptText("layers\\.1[0-9]\\.");
        pattern.setAccessibleText("Regular expression that a tensor's name has to contain");
        problem.getStyleClass().addAll("small", "bad");
        problem.setWrapText(true);
        tensors.getStyleClass().add("secondary");
        weights.getStyleClass().add("secondary");
        weights.setWrapText(true);
        VBox covered = new VBox(tensors, weights);
        getChildren().setAll(head, chips, pattern, problem, covered);
    }

    /// Shows `scope`, and changes it.
    public void show(ScopeViewModel scope) {
        model = scope;
        ToggleGroup group = new ToggleGroup();
        mode.getItems()
                .setAll(
                        List.of(ScopeViewModel.Mode.values()).stream()
                                .map(
                                        each -> {
                                            RadioMenuItem item = new RadioMenuItem(each.label());
                                            item.setToggleGroup(group);
                                            item.setUserData(each);
                                            item.setOnAction(_ -> scope.modeProperty().set(each));
                                            return item;
                                        })
                                .toList());
        pattern.textProperty().bindBidirectional(scope.patternProperty());
        problem.textProperty().bind(scope.problemProperty());
        scope.modeProperty().addListener((_, _, _) -> refresh());
        scope.chips().addListener((ListChangeListener<ScopeViewModel.Chip>) _ -> refresh());
        scope.scopeProperty().addListener((_, _, _) -> refresh());
        scope.coverageProperty().addListener((_, _, _) -> refresh());
        problem.textProperty().addListener((_, _, _) -> refresh());
        refresh();
    }

    private void refresh() {
        ScopeViewModel scope = model;
        if (scope == null) {
            return;
        }
        ScopeViewModel.Mode now = scope.modeProperty().get();
        mode.setText(now.label());
        mode.getItems()
                .forEach(
                        item -> ((RadioMenuItem) item).setSelected(now.equals(item.getUserData())));
        List<String> words = scope.chips().stream().map(ScopeViewModel.Chip::word).toList();
        List<Object> had = chips.getChildren().stream().map(node -> node.getUserData()).toList();
        if (!had.equals(List.copyOf(words))) {
            chips.getChildren().setAll(scope.chips().stream().map(this::chip).toList());
        }
        chips.getChildren()
                .forEach(
                        node ->
                                ((ToggleButton) node)
                                        .setSelected(
                                                scope.isChosen(
                                                        String.valueOf(node.getUserData()))));
        boolean isPattern = now == ScopeViewModel.Mode.PATTERN;
        visible(chips, !isPattern && !words.isEmpty());
        visible(pattern, isPattern);
        visible(problem, !problem.getText().isEmpty());
        ScopeViewModel.Coverage covered = scope.coverageProperty().get();
        tensors.setText(of(covered.tensors(), covered.allTensors(), "tensors"));
        weights.setText(of(covered.weights(), covered.allWeights(), "weights"));
    }

    private static String of(long some, long all, String what) {
        if (all == 0) {
            return "";
        }
        return some == all
                ? "all " + Amounts.count(all) + " " + what
                : Amounts.count(some) + " of " + Amounts.count(all) + " " + what;
    }

    private ToggleButton chip(ScopeViewModel.Chip chip) {
        ToggleButton button = new ToggleButton(chip.word());
        button.setMnemonicParsing(false);
        button.getStyleClass().setAll("chip");
        button.setUserData(chip.word());
        button.setTooltip(
                new Tooltip(
                        Amounts.count(chip.tensors())
                                + (chip.tensors() == 1 ? " tensor, " : " tensors, ")
                                + Amounts.count(chip.weights())
                                + " weights"));
        button.setOnAction(
                _ -> {
                    ScopeViewModel scope = model;
                    if (scope != null) {
                        scope.choose(chip.word(), button.isSelected());
                        button.setSelected(scope.isChosen(chip.word()));
                    }
                });
        return button;
    }

    private static void visible(Region node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }
}
