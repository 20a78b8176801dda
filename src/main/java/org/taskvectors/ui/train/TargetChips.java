package org.taskvectors.ui.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javafx.scene.Node;
import javafx.scene.control.ToggleButton;
import javafx.scene.layout.FlowPane;

/// The modules that factors are trained for, as chips.
final class TargetChips extends FlowPane {
    private final TrainViewModel model;

    TargetChips(TrainViewModel model) {
        this.model = model;
        getStyleClass().add("target-chips");
        setId("train-targets");
    }

    /// Shows the modules of a base. Where no module is named all of them are trained.
    ///
    /// @param isText whether the form is that of a run
    void show(Form form, boolean isText) {
        Set<String> chosen = form.settings().adaptation().targets();
        Set<String> there =
                new TreeSet<>(
                        model.baseProperty()
                                .get()
                                .answer()
                                .map(BaseFacts::targets)
                                .orElse(Set.of()));
        List<Node> chips = new ArrayList<>();
        for (String target : inOrder(there)) {
            boolean isOn = chosen.isEmpty() || chosen.contains(target);
            if (isOn || !isText) {
                chips.add(chip(target, isOn, isText, there));
            }
        }
        if (!names(chips).equals(names(getChildren()))) {
            getChildren().setAll(chips);
        }
    }

    private static List<String> names(List<? extends Node> chips) {
        return chips.stream()
                .map(ToggleButton.class::cast)
                .map(one -> one.getText() + one.isSelected() + one.isDisabled())
                .toList();
    }

    /// As a layer computes them.
    private static List<String> inOrder(Set<String> targets) {
        List<String> usual =
                List.of(
                        "q_proj",
                        "k_proj",
                        "v_proj",
                        "o_proj",
                        "gate_proj",
                        "up_proj",
                        "down_proj");
        List<String> all = new ArrayList<>(usual.stream().filter(targets::contains).toList());
        targets.stream().filter(one -> !usual.contains(one)).forEach(all::add);
        return all;
    }

    private ToggleButton chip(String target, boolean isOn, boolean isText, Set<String> there) {
        ToggleButton chip = new ToggleButton(target);
        chip.getStyleClass().setAll("chip", "small-chip");
        chip.setMnemonicParsing(false);
        chip.setSelected(isOn);
        chip.setDisable(isText);
        chip.setAccessibleText("Trains " + target);
        if (isText) {
            chip.getStyleClass().add("as-text");
        }
        chip.setOnAction(_ -> model.form().change("targets", form -> turned(form, target, there)));
        return chip;
    }

    private static Form turned(Form form, String target, Set<String> there) {
        Set<String> before = form.settings().adaptation().targets();
        Set<String> now = new TreeSet<>(before.isEmpty() ? there : before);
        now.retainAll(there);
        if (!now.remove(target)) {
            now.add(target);
        }
        // All of them are said by none; at least one is trained.
        return now.isEmpty() ? form : form.withTargets(now.equals(there) ? Set.of() : now);
    }
}
