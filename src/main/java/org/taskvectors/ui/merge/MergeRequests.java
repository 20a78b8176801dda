package org.taskvectors.ui.merge;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.taskvectors.merge.Given;
import org.taskvectors.merge.MergeRequest;
import org.taskvectors.merge.method.Chosen;
import org.taskvectors.merge.method.Parameter;
import org.taskvectors.merge.method.Settings;
import org.taskvectors.merge.method.Space;
import org.taskvectors.saving.Target;
import org.taskvectors.ui.shell.AppContext;
import org.taskvectors.vector.Scale;
import org.taskvectors.workspace.FileItem;
import org.taskvectors.workspace.WorkspaceState;

/// Makes of a form what the core is asked for.
final class MergeRequests {
    private MergeRequests() {}

    /// @param form whose base and ingredients are in the library
    static MergeRequest of(AppContext context, MergeForm form, Target target) {
        WorkspaceState state = context.state().get();
        List<Given> given = new ArrayList<>();
        for (MergePart part : form.parts()) {
            FileItem item = state.file(part.item()).orElseThrow();
            given.add(
                    new Given(
                            state.located(item),
                            item.role().isVector() ? Space.VECTORS : Space.MODELS));
        }
        return new MergeRequest(
                form.method(),
                new Chosen(settings(form), form.seed(), form.scaledBy()),
                form.isOnBase() ? state.file(form.base()).map(state::located) : Optional.empty(),
                given,
                form.output().dtype(),
                target,
                false,
                form.isPartial(),
                context.compute());
    }

    private static Settings settings(MergeForm form) {
        Map<String, Double> values = new HashMap<>();
        Map<String, double[]> each = new HashMap<>();
        for (Parameter parameter : form.parameters()) {
            form.chosen(parameter).ifPresent(value -> values.put(parameter.name(), value));
            if (parameter.isEach() && form.isEach(parameter)) {
                each.put(
                        parameter.name(),
                        IntStream.range(0, form.parts().size())
                                .mapToDouble(k -> form.value(parameter, k))
                                .toArray());
            }
        }
        Settings settings = Settings.of(values);
        for (Map.Entry<String, double[]> own : each.entrySet()) {
            settings = settings.withEach(own.getKey(), own.getValue());
        }
        return form.hasWeights() ? weights(form.parts()).or(settings) : settings;
    }

    private static Settings weights(List<MergePart> parts) {
        List<Scale> scales =
                parts.stream().map(part -> part.knob().scale(Integer.MAX_VALUE)).toList();
        return (parameter, ingredient, slot) ->
                parameter.equals(MergeForm.WEIGHT) && ingredient >= 0 && ingredient < scales.size()
                        ? OptionalDouble.of(scales.get(ingredient).of(slot.placement()))
                        : OptionalDouble.empty();
    }
}
