package org.taskvectors.merge;

import java.util.List;
import java.util.Set;
import org.taskvectors.merge.method.Method;
import org.taskvectors.merge.method.Need;

/// What a merge would do, before anything of it is computed.
///
/// @param method how it is merged
/// @param ingredients the names of what is merged
/// @param needs what has to be measured first
/// @param merged how many tensors are merged
/// @param mergedWeights how many weights these have
/// @param tensors how many tensors the model would have
/// @param weights how many weights these have
/// @param bytes the bytes of its weights
/// @param notes what a person should know, in sentences without full stops
public record MergePlan(
        Method method,
        List<String> ingredients,
        Set<Need> needs,
        int merged,
        long mergedWeights,
        int tensors,
        long weights,
        long bytes,
        List<String> notes) {
    public MergePlan {
        ingredients = List.copyOf(ingredients);
        needs = Set.copyOf(needs);
        notes = List.copyOf(notes);
    }
}
