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
        Choose the base and add vectors or adapters of it; its fine-tuned models can be added too, as \
        their difference from it. “models” mixes models instead. A weight has a slider from −2 to 2 and \
        an exact value; the name of an ingredient is a menu.

        The method says where it comes from, what its parameters do (point at a name) and what other \
        programs do otherwise. A dot behind a parameter says that its default was left; a click on it \
        goes back. A random method has a seed: the same seed gives the same bytes.

        Preview measures what the merged change would be over every weight, without writing a model: \
        its norm, its cosine to each vector, and the share of weights that it changes, by layer. It is \
        marked where the form has changed since.

        What can fail is looked at before: shapes, tied weights, what is left out, other bases, room \
        on the disk. Merge (Ctrl Enter) saves a model's folder that other tools load, as a job; the \
        model is in the library then, paired with its base. The same is done by the command merge.\
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
                command("Preview the merge", "merge", model::startPreview));
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
