package org.taskvectors.ui.extract;

import java.util.List;
import javafx.scene.Node;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.Ikon;
import org.kordamp.ikonli.feather.Feather;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.ui.shell.Command;
import org.taskvectors.ui.shell.Navigation;
import org.taskvectors.ui.shell.Place;

/// The place where a task vector is made.
public final class ExtractPlace implements Place {
    private final AppContext context;
    private final ExtractViewModel model;
    private @Nullable ExtractController controller;

    /// @param core what the place asks
    public ExtractPlace(AppContext context, ExtractionCore core) {
        this.context = context;
        this.model = new ExtractViewModel(context, core);
    }

    @Override
    public String id() {
        return Navigation.EXTRACT;
    }

    @Override
    public String word() {
        return "Extract";
    }

    @Override
    public Ikon icon() {
        return Feather.GIT_PULL_REQUEST;
    }

    @Override
    public String help() {
        return """
        A task vector is what fine-tuning changed: τ = θ − θ₀, tensor by tensor. Choose the base \
        model and the fine-tuned one, from the library or by dropping them on the cards.

        The pair is checked from its headers at once: what matches, what is only on one side, what \
        has another shape or dtype. An adapter can stand for the fine-tuned model: it is a change \
        already, and is written as it is. Each line says what will be done about it; where there is a \
        choice, it is there. Nothing is ever cut or left out silently.

        Extract (Ctrl Enter) puts it into the queue. You can go on and queue another one. When it \
        is done the vector is in the library, and the queue says how many of the fine-tuned \
        weights come back bit for bit when it is added to its base.\
        """;
    }

    @Override
    public Node node() {
        return controller().node();
    }

    @Override
    public List<Command> commands() {
        return List.of(
                new Command(
                        "Extract this pair",
                        "Ctrl Enter",
                        () -> {
                            context.navigation().go(id());
                            controller().go();
                        }),
                new Command(
                        "Exchange base and fine-tuned",
                        "extract",
                        () -> {
                            context.navigation().go(id());
                            model.sides().swap();
                        }));
    }

    @Override
    public void shown() {
        model.shown();
    }

    @Override
    public void close() {
        if (controller != null) {
            controller.close();
        }
        model.close();
    }

    private ExtractController controller() {
        if (controller == null) {
            controller = new ExtractController(model, context);
        }
        return controller;
    }
}
