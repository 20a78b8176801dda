package org.taskvectors.extraction;

import org.taskvectors.checkpoint.OutputDType;
import org.taskvectors.checkpoint.naming.Scope;

/// What the person decided before the pass.
public record Policies(OutputDType dtype, Scope scope, VocabularyPolicy vocabulary) {
    public static final Policies DEFAULT =
            new Policies(OutputDType.SOURCE, Scope.ALL, VocabularyPolicy.REFUSE);
}
