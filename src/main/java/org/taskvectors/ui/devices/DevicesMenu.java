package org.taskvectors.ui.devices;

import java.util.ArrayList;
import java.util.List;
import javafx.beans.Observable;
import javafx.scene.Node;
import javafx.scene.control.MenuItem;
import javafx.scene.layout.VBox;
import org.taskvectors.accelerator.DeviceTrouble.Answer;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Command;

/// All that the window has about devices: the header's tag, the card that it opens, the question
/// when a device fails, and the commands of the finder that do the same.
public final class DevicesMenu {
    private static final String WORDS = "Devices…";

    private final DevicesViewModel model;
    private final DeviceQuestions questions;
    private final DevicesPanel panel;
    private final DeviceTag tag;

    /// @param tag of the header
    /// @param corner where questions are asked
    /// @param content what the window shows when nothing floats over it
    public DevicesMenu(AppContext context, DeviceTag tag, VBox corner, Node content) {
        this.model = new DevicesViewModel(context);
        this.questions = new DeviceQuestions(context.background());
        this.panel = new DevicesPanel(model, context.devices(), content);
        this.tag = tag;
        tag.setOnAction(_ -> model.show());
        context.devices().newsProperty().addListener((_, _, _) -> refresh());
        questions.waiting().addListener((Observable _) -> ask(context.program(), corner));
        ask(context.program(), corner);
        context.devices().devices().onTrouble(questions);
        refresh();
    }

    /// Shows the oldest question.
    private void ask(String program, VBox corner) {
        List<DeviceQuestions.Question> all = questions.waiting();
        corner.setManaged(!all.isEmpty());
        corner.getChildren()
                .setAll(
                        all.stream()
                                .limit(1)
                                .map(
                                        first ->
                                                new QuestionCard(
                                                        program, questions, first, all.size() - 1))
                                .toList());
    }

    /// Looks at the machine, off the window's thread.
    public void look() {
        model.look();
    }

    /// The card, which is hidden until it is asked for.
    public Node panel() {
        return panel;
    }

    /// Whether the card rests the window.
    public boolean isShown() {
        return model.shownProperty().get();
    }

    /// Opens the card.
    public MenuItem item() {
        MenuItem item = new MenuItem(WORDS);
        item.setId("devices");
        item.setOnAction(_ -> model.show());
        return item;
    }

    /// What the finder offers: the card, the choices, and the answers to a question that waits.
    public List<Command> commands() {
        List<Command> all = new ArrayList<>();
        questions
                .waiting()
                .forEach(
                        question -> {
                            all.add(answer("Go on on the CPU: ", question, Answer.GO_ON));
                            all.add(answer("Stop the job: ", question, Answer.STOP));
                        });
        all.add(new Command("Devices: CPU, GPU, libtorch…", "settings", model::show));
        model.rows().stream()
                .filter(row -> row.isUsable() && !row.choice().equals(model.chosen()))
                .forEach(
                        row ->
                                all.add(
                                        new Command(
                                                "Jobs run on: " + row.name(),
                                                "devices",
                                                () -> model.choose(row.choice()))));
        return all;
    }

    private Command answer(String word, DeviceQuestions.Question question, Answer answer) {
        return new Command(
                word + question.job(), "question", () -> questions.answer(question, answer));
    }

    /// Shows again where jobs run: called now and then, since a job names its device a little after
    /// the device is busy.
    public void refresh() {
        tag.show(model.tag());
    }

    /// The window closes.
    public void close() {
        questions.close();
        model.close();
    }
}
