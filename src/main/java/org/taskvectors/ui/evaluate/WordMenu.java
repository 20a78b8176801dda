package org.taskvectors.ui.evaluate;

import java.util.List;
import java.util.function.BiConsumer;
import javafx.scene.control.Menu;
import javafx.scene.control.SeparatorMenuItem;
import org.taskvectors.evaluation.DataChoice;
import org.taskvectors.evaluation.Wording;
import org.taskvectors.ui.common.Nodes;
import org.taskvectors.ui.shell.FileDialogs;

/// The menu of whose words a file of rows is put in.
public final class WordMenu {
    private WordMenu() {}

    /// Makes the menu.
    ///
    /// @param name what the file is called
    /// @param dialogs ask for a file of templates
    /// @param said gets the task and the wording that a person chooses
    public static Menu of(
            DataChoice choice, String name, FileDialogs dialogs, BiConsumer<String, String> said) {
        Menu menu = new Menu("Words");
        menu.getItems()
                .add(
                        DataChoices.radio(
                                "by its columns",
                                choice.task().isEmpty() && choice.wording().isEmpty(),
                                () -> said.accept("", "")));
        for (String task : List.of("sst2", "mnli")) {
            Menu of = new Menu(task.equals("sst2") ? "SST-2" : "MNLI");
            for (Wording wording : Wording.values()) {
                of.getItems()
                        .add(
                                DataChoices.radio(
                                        called(wording),
                                        choice.task().equals(task)
                                                && choice.wording().equals(wording.word()),
                                        () -> said.accept(task, wording.word())));
            }
            menu.getItems().add(of);
        }
        menu.getItems().add(new SeparatorMenuItem());
        menu.getItems()
                .add(Nodes.item("Of a file of templates…", () -> ask(choice, name, dialogs, said)));
        return menu;
    }

    private static void ask(
            DataChoice choice, String name, FileDialogs dialogs, BiConsumer<String, String> said) {
        String task = choice.task().isEmpty() ? name : choice.task();
        dialogs.openFiles("A file of templates", "Templates", List.of("*.json")).stream()
                .findFirst()
                .ifPresent(file -> said.accept(task, file.toString()));
    }

    private static String called(Wording wording) {
        return switch (wording) {
            case OWN -> "the model's own, else lm-eval's";
            case LM_EVAL -> "lm-evaluation-harness";
            case ALPACA -> "Alpaca's form";
            case SAMPLE -> "the sample's";
        };
    }
}
