package org.taskvectors.ui.merge;

import java.util.List;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Command;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.ui.shell.Place;

/// The place where vectors are merged on a base, or models.
public final class MergePlace implements Place {
    private final AppContext context;
    private final MergeViewModel model;
    private @Nullable MergeController controller;

    public MergePlace(AppContext context, MergeViewModel model) {
        this.context = context;
        this.model = model;
    }

    @Override
    public String id() {
        return Navigation.MERGE;
    }

    @Override
    public String word() {
        return "Merge";
    }

    @Override
    public Ikon icon() {
        return Feather.GIT_MERGE;
    }

    @Override
    public String help() {
        return """
        Choose the base and add vectors, adapters or recipes of it; its fine-tuned models can be added \
        too, as their difference from it. “models” mixes models instead. A weight has a slider from −2 \
        to 2 and an exact value; ⋯ lays it on some layers or modules, or on a curve over depth: drag \
        its points, double-click for one more. The line below negates, subtracts (A + B − C), \
        orthogonalises and masks.

        The method says where it comes from, what its parameters do (point at a name) and what other \
        programs do otherwise. A dot behind a parameter says that its default was left; a click on it \
        goes back. “each” gives every ingredient a value of its own. A random method has a seed: the \
        same seed gives the same bytes. LiNeS scales the result along the depth.

        The preview follows the form, from a sample of the weights that is held in memory; what share \
        of them it is stands beside. Measure every weight computes the same over all of them. A \
        conflict is a weight at which what is kept of two vectors pulls into opposite directions.

        What can fail is looked at before: shapes, tokens, tied weights, what is left out, other \
        bases, room on the disk. Merge (Ctrl Enter) saves a model's folder that other tools load, a \
        vector, or a LoRA adapter, as a job; it is in the library then, paired with its base. A merge \
        of a model that was killed goes on where it stopped when it is asked for again.

        The recipe says the same merge as text. Keep puts it into the library: it can be compared, \
        tried in the Sandbox and evaluated like a vector, and nothing is written but the recipe. Edit as \
        text merges what is written there, in the place of the form: slices of layers, filters by \
        name, values by layer, as mergekit has them. Open a recipe… takes a file; it becomes a form \
        again where a form says the same. Layer by layer shows what the merge means before anything \
        is computed. The same is done by the command merge.\
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
                command("Merge, and save the model", "Ctrl Enter", model::start),
                command("Preview the merge", "merge", model::startPreview),
                command("Open a recipe…", "merge", model.opening()::choose));
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

    private MergeController controller() {
        if (controller == null) {
            controller = new MergeController(model, context);
        }
        return controller;
    }
}
