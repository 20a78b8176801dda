package org.taskvectors.ui.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Command;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.ui.shell.Place;

/// The place where a model runs with vectors on it, beside the model without them.
public final class SandboxPlace implements Place {
    private final AppContext context;
    private final SandboxViewModel model;
    private final Optional<SandboxWork> work;
    private @Nullable SandboxController controller;

    /// One where prompts are asked and nothing else.
    public SandboxPlace(AppContext context, SandboxViewModel model) {
        this(context, model, Optional.empty());
    }

    /// @param work what else is done here
    public SandboxPlace(AppContext context, SandboxViewModel model, Optional<SandboxWork> work) {
        this.context = context;
        this.model = model;
        this.work = work;
    }

    @Override
    public String id() {
        return Navigation.SANDBOX;
    }

    @Override
    public String word() {
        return "Sandbox";
    }

    @Override
    public Ikon icon() {
        return Feather.MESSAGE_SQUARE;
    }

    @Override
    public String help() {
        return """
        Choose a base model and lay vectors on it. Each has a coefficient λ, from −2 to 2, and its \
        own where: a range of layers, or a curve over them (double click adds a point, Delete \
        removes it), and module kinds. Arrow keys move λ by 0.05, with Shift by 0.25. The edited \
        model is made anew from the pristine base each time, and is what Apply would save.

        Ask both (Ctrl Enter) lets base and edited model answer the same prompt; a second press \
        stops them. While a knob moves the labels' bars follow where that is quick; the text is \
        written anew on release. "runs" is the fingerprint of the weights that answer: with every \
        λ at 0 it is the base's.

        Words that only one answer has are marked; or mark each token by its probability, its \
        entropy, or the KL divergence from base to edited. A token under the pointer shows what \
        both models expected there; a click or Enter keeps it, ← and → go to the next one, Escape \
        closes it. Choose another token to continue from there: a branch. "layers…" on its card is the \
        logit lens: what each layer of both models would say; "as a tree…" shows all branches.

        "Tokens it promotes…" in a vector's menu lets base and edited model, with only that vector, \
        read this prompt and answer or a text file, and lists the tokens with the largest and the \
        smallest mean of log p(edited) − log p(base), and the passages with the largest KL.

        Evaluate asks labelled files instead, over a sweep of λ: add a file, look at its columns, \
        run. A click or a drag on the curve or the plane chooses a point: sliders, matrices and \
        examples follow it, and a click on an example asks it here. Pause keeps what was asked.

        Prompts and answers are kept in the workspace's folder only; Clear in History removes \
        them.\
        """;
    }

    @Override
    public String guide() {
        String other = model.workProperty().get();
        return other.isEmpty() ? id() : other;
    }

    @Override
    public Node node() {
        return controller().node();
    }

    @Override
    public void shown() {
        model.shown();
        if (!model.workProperty().get().isEmpty()) {
            work.ifPresent(SandboxWork::shown);
        }
    }

    @Override
    public List<Command> commands() {
        List<Command> commands = new ArrayList<>();
        commands.add(command("Ask both", "Ctrl Enter", () -> model.exchange().ask()));
        commands.add(command("Load the sandbox's model", "sandbox", () -> model.engine().load()));
        commands.add(
                command("Unload the sandbox's model", "sandbox", () -> model.engine().unload()));
        for (SandboxWork one : work.stream().toList()) {
            for (Command command : one.commands()) {
                commands.add(command(command.label(), command.hint(), command.action()));
            }
        }
        return List.copyOf(commands);
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
        if (controller != null) {
            controller.close();
        }
        work.ifPresent(SandboxWork::close);
        model.close();
    }

    private SandboxController controller() {
        if (controller == null) {
            controller = new SandboxController(model, context, work);
        }
        return controller;
    }
}
