package org.taskvectors.ui.merge;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.taskvectors.checkpoint.open.Located;
import org.taskvectors.checkpoint.open.OutputFormats;
import org.taskvectors.file.Failure;
import org.taskvectors.inference.Knob;
import org.taskvectors.merge.Given;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.RecipeMerge;
import org.taskvectors.merge.Words;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Lines;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Slot;
import org.taskvectors.merge.method.Space;
import org.taskvectors.merge.recipe.RecipePlan;
import org.taskvectors.merge.recipe.TokenizerPart;
import org.taskvectors.merge.vocabulary.Fill;
import org.taskvectors.merge.vocabulary.VocabularyChoice;
import org.taskvectors.tensor.Shape;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.Role;
import org.taskvectors.workspace.WorkspaceState;

/// Reads a recipe back into a form. It is taken as one only where the form gives every tensor the
/// same values; else it says what the form has no words for.
final class FormReader {
    private static final double CLOSE = 1e-12;

    private final RecipeMerge merge;
    private final MergeRequest request;
    private final MergeForm now;
    private final List<Slot> slots;
    private final Map<String, Double> values = new HashMap<>();
    private final List<Map<String, Double>> own = new ArrayList<>();
    private final List<Knob> knobs = new ArrayList<>();
    private Optional<Lines> lines = Optional.empty();
    private String reason = "";

    /// @param merge the recipe as it was read
    /// @param now the form before, whose output stays
    FormReader(RecipeMerge merge, MergeForm now) {
        this.merge = merge;
        this.request = merge.request();
        this.now = now;
        this.slots = slots(merge.plan(), request.ingredients().size());
        read();
    }

    private static List<Slot> slots(RecipePlan plan, int ingredients) {
        List<Boolean> held = Stream.generate(() -> true).limit(ingredients).toList();
        List<Slot> slots = new ArrayList<>();
        for (RecipePlan.Planned tensor : plan.tensors()) {
            if (!tensor.isCopied()) {
                slots.add(
                        new Slot(
                                slots.size(), tensor.name(), tensor.placement(), Shape.of(), held));
            }
        }
        return slots;
    }

    private void read() {
        if (request.stacking().isPresent()) {
            reason = "it puts layers of models together";
        } else if (!request.words().equals(Words.AS_THEY_ARE) && tokens().isEmpty()) {
            reason = "of what it says of tokens or of the chat template";
        } else if (space() == Space.VECTORS && request.base().isEmpty()) {
            reason = "it merges vectors without a base";
        } else {
            values();
        }
    }

    private Space space() {
        return request.ingredients().stream().anyMatch(one -> one.space() == Space.VECTORS)
                        || request.isOfVectorsOnBase()
                ? Space.VECTORS
                : Space.MODELS;
    }

    /// Whose tokens; empty where the form has no words for it.
    private Optional<MergeTokens> tokens() {
        if (request.words().chatTemplate().isPresent()) {
            return Optional.empty();
        }
        Optional<VocabularyChoice> choice = request.words().vocabulary();
        if (choice.isEmpty()) {
            return Optional.of(MergeTokens.FIRST);
        }
        if (choice.get().fill() != Fill.OTHERS
                || !(choice.get().part() instanceof TokenizerPart.Brief brief)) {
            return Optional.empty();
        }
        return switch (brief.source()) {
            case TokenizerPart.Union _ ->
                    Optional.of(MergeTokens.FIRST.withSource(MergeTokens.Source.UNION));
            case TokenizerPart.Base _ ->
                    Optional.of(MergeTokens.FIRST.withSource(MergeTokens.Source.FIRST));
            case TokenizerPart.OfModel(var model) ->
                    request.base().isEmpty() && choice.get().ingredients().indexOf(model) == 0
                            ? Optional.of(MergeTokens.FIRST.withSource(MergeTokens.Source.FIRST))
                            : Optional.empty();
        };
    }

    private void values() {
        int count = request.ingredients().size();
        for (int k = 0; k < count; k++) {
            own.add(new LinkedHashMap<>());
            knobs.add(Knob.everywhere(1));
        }
        Method method = request.method();
        for (Parameter parameter : method.parameters()) {
            if (parameter.name().equals(MergeForm.WEIGHT)) {
                weights(parameter);
            } else if (parameter.isEach()) {
                each(parameter);
            } else {
                shared(parameter);
            }
        }
    }

    private List<Double> different(Parameter parameter, int ingredient) {
        return slots.stream()
                .map(slot -> request.chosen().of(parameter, ingredient, slot))
                .distinct()
                .toList();
    }

    private void weights(Parameter parameter) {
        for (int k = 0; k < knobs.size(); k++) {
            int ingredient = k;
            Optional<Knob> knob =
                    KnobReader.read(
                            slots, slot -> request.chosen().of(parameter, ingredient, slot));
            if (knob.isEmpty()) {
                reason = "weights differ from tensor to tensor as no row of the form says it";
                return;
            }
            knobs.set(k, knob.get());
        }
    }

    private void shared(Parameter parameter) {
        List<Double> all = different(parameter, Settings.SHARED);
        if (all.size() == 1) {
            put(parameter, all.getFirst());
        } else if (parameter.name().equals(MergeForm.LAMBDA) && space() == Space.VECTORS) {
            lines = Optional.of(lines(parameter));
        } else if (!all.isEmpty()) {
            reason = differs(parameter);
        }
    }

    private void each(Parameter parameter) {
        List<Double> byIngredient = new ArrayList<>();
        for (int k = 0; k < own.size(); k++) {
            List<Double> all = different(parameter, k);
            if (all.size() != 1) {
                reason = differs(parameter);
                return;
            }
            byIngredient.add(all.getFirst());
        }
        if (byIngredient.stream().distinct().count() == 1) {
            put(parameter, byIngredient.getFirst());
            return;
        }
        for (int k = 0; k < own.size(); k++) {
            own.get(k).put(MergePart.key(request.method(), parameter), byIngredient.get(k));
        }
    }

    private void put(Parameter parameter, double value) {
        if (value != parameter.standard()) {
            values.put(MergePart.key(request.method(), parameter), value);
        }
    }

    private static String differs(Parameter parameter) {
        return "its " + parameter.name() + " differs from tensor to tensor";
    }

    /// A line along the depth through the first and the last layer. Whether the others lie on it is
    /// looked at with everything else.
    private Lines lines(Parameter lambda) {
        Slot first = slots.getFirst();
        Slot last = first;
        for (Slot slot : slots) {
            if (layer(slot) >= 0 && (layer(first) < 0 || layer(slot) < layer(first))) {
                first = slot;
            }
            if (layer(slot) > layer(last)) {
                last = slot;
            }
        }
        double alpha = request.chosen().of(lambda, first);
        return new Lines(alpha, request.chosen().of(lambda, last) - alpha);
    }

    private static int layer(Slot slot) {
        return slot.placement().layer().orElse(-1);
    }

    /// Returns the library with what the recipe names.
    WorkspaceState landed(WorkspaceState state) {
        WorkspaceState landed = state;
        Optional<Path> base = request.base().map(one -> one.path());
        if (base.isPresent()) {
            landed = landed(landed, base.get(), Role.BASE, Optional.empty());
        }
        Optional<String> of = base.flatMap(landed::fileAt).map(FileItem::id);
        for (Given given : request.ingredients()) {
            landed =
                    landed(
                            landed,
                            given.located().path(),
                            given.space() == Space.VECTORS ? Role.VECTOR : Role.TUNED,
                            of);
        }
        return landed;
    }

    private static WorkspaceState landed(
            WorkspaceState state, Path path, Role role, Optional<String> base) {
        String name = OutputFormats.stem(String.valueOf(path.getFileName()));
        return MergeLanding.landed(state, path, name, role, base);
    }

    /// Returns the form; empty where it would not say the same, with the reason in [#why].
    ///
    /// @param state the library, with everything that the recipe names
    Optional<MergeForm> form(WorkspaceState state) {
        if (!reason.isEmpty()) {
            return Optional.empty();
        }
        List<MergePart> parts = new ArrayList<>();
        for (int k = 0; k < own.size(); k++) {
            Given given = request.ingredients().get(k);
            FileItem item = state.fileAt(given.located().path()).orElseThrow();
            if (!isOpenedAlike(given.located(), state, item)) {
                return Optional.empty();
            }
            if (item.role().isVector() != (given.space() == Space.VECTORS)
                    || (space() == Space.VECTORS && item.role() == Role.BASE)) {
                reason = item.name() + " has another role in the library than in it";
                return Optional.empty();
            }
            parts.add(new MergePart(item.id(), knobs.get(k), own.get(k)));
        }
        Optional<FileItem> base = request.base().flatMap(one -> state.fileAt(one.path()));
        if (base.isPresent() && !isOpenedAlike(request.base().orElseThrow(), state, base.get())) {
            return Optional.empty();
        }
        MergeForm form =
                new MergeForm(
                        space(),
                        base.map(FileItem::id).orElse(""),
                        parts,
                        request.method().id(),
                        values,
                        lines,
                        request.chosen().seed(),
                        false,
                        tokens().orElse(MergeTokens.FIRST),
                        now.output().withDtype(request.dtype()).withName(""));
        if (!isSame(form)) {
            reason = "values differ from tensor to tensor as the form does not say them";
            return Optional.empty();
        }
        return Optional.of(form);
    }

    /// Whether the library opens a file as the recipe does, with the same dictionary, adapter and
    /// scale.
    private boolean isOpenedAlike(Located located, WorkspaceState state, FileItem item) {
        boolean isAlike = state.said(item).ofFile().equals(located.said().ofFile());
        if (!isAlike) {
            reason =
                    item.name()
                            + " is opened by another dictionary, adapter or scale in the library";
        }
        return isAlike;
    }

    /// Whether the form gives every tensor what the recipe gives it.
    private boolean isSame(MergeForm form) {
        Chosen chosen;
        try {
            chosen = MergeRequests.chosen(form).laidOut(request.method(), merge.plan().layers());
        } catch (Failure e) {
            return false;
        }
        return form.method().id().equals(request.method().id())
                && form.isOnBase() == request.base().isPresent()
                && request.method().parameters().stream()
                        .allMatch(parameter -> isSame(parameter, chosen));
    }

    private boolean isSame(Parameter parameter, Chosen chosen) {
        int from = parameter.isEach() ? 0 : Settings.SHARED;
        int to = parameter.isEach() ? own.size() : 0;
        for (Slot slot : slots) {
            for (int k = from; k < to; k++) {
                double asked = request.chosen().of(parameter, k, slot);
                double said = chosen.of(parameter, k, slot);
                if (!(Math.abs(said - asked) <= CLOSE * Math.max(1, Math.abs(asked)))) {
                    return false;
                }
            }
        }
        return true;
    }

    /// Why it is no form, as the end of a sentence; empty where it is one.
    String why() {
        return reason;
    }
}
