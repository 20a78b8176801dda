package org.taskvectors.ui.train;

import java.util.List;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Command;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.ui.shell.Place;

/// The place where a model is fine-tuned.
public final class TrainPlace implements Place {
    private final AppContext context;
    private final TrainViewModel model;
    private @Nullable TrainController controller;

    public TrainPlace(AppContext context, TrainViewModel model) {
        this.context = context;
        this.model = model;
    }

    @Override
    public String id() {
        return Navigation.TRAIN;
    }

    @Override
    public String word() {
        return "Train";
    }

    @Override
    public Ikon icon() {
        return Feather.ACTIVITY;
    }

    @Override
    public String help() {
        return """
        Choose a base model and a labelled file, or drop the file here. The head of each column says \
        what it is, and is a menu; a click on a row shows it as the model sees it: what it learns is \
        tinted, what does not fit is struck out. The line below says how many rows are cut, stand \
        twice, are held out too or contradict each other; each is a link to them. Rows that are held \
        out are never trained on.

        LoRA trains two small factors beside each chosen matrix, DoRA their lengths as well, full all \
        weights. Before the start the side says how many numbers are trained, and what memory and \
        time it will take. Settings can be kept under a name: Presets.

        Start (Ctrl Enter) makes a job of it; several runs queue up. The dashed line behind the loss \
        is the learning rate. Point at a step in one figure and all three say its values; a click \
        chooses the nearest checkpoint. Pause keeps a checkpoint and gives the memory back; Resume \
        goes on from there, also after the program was closed. Stop and keep writes the adapter as it \
        is now.

        Tick checkpoints for Compare (Space), try one in the Sandbox (Enter). The adapter that a run \
        ends with is in the library, paired with its base.\
        """;
    }

    @Override
    public Node node() {
        return controller().node();
    }

    @Override
    public void shown() {
        model.inSight();
    }

    @Override
    public List<Command> commands() {
        return List.of(
                command("Start or go on with the training", "Ctrl Enter", model::startOrResume),
                command("Pause the training", "train", model::pause),
                command("Stop the training and keep its adapter", "train", model::stopAndKeep),
                command("New training", "train", () -> model.shown().show("")),
                command(
                        "Queue the training with another seed",
                        "train",
                        model::queueWithAnotherSeed));
    }

    private Command command(String label, String hint, Runnable action) {
        return new Command(
                label,
                hint,
                () -> {
                    context.navigation().go(id());
                    action.run();
                });
    }

    @Override
    public void close() {
        model.close();
    }

    private TrainController controller() {
        if (controller == null) {
            controller = new TrainController(model, context);
        }
        return controller;
    }
}
