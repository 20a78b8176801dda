package org.taskvectors.tokenizer.template;

import java.io.Serial;

/// A failure on its way out of the interpreter, which [ChatTemplate] turns into a
/// [org.taskvectors.file.Failure]. It has no stack trace, since it tells of the template and not of
/// this program.
final class TemplateError extends RuntimeException {
    @Serial private static final long serialVersionUID = 1L;

    private final TemplateProblem problem;
    private final String what;
    private int position = -1;

    TemplateError(TemplateProblem problem, String what) {
        super(what, null, false, false);
        this.problem = problem;
        this.what = what;
    }

    /// Returns a failure over kinds of values that do not go together.
    static TemplateError wrong(String what) {
        return new TemplateError(TemplateProblem.WRONG_VALUE, what);
    }

    static TemplateError unsupported(String what) {
        return new TemplateError(TemplateProblem.UNSUPPORTED, what);
    }

    static TemplateError limit(String what) {
        return new TemplateError(TemplateProblem.LIMIT, what);
    }

    static TemplateError syntax(String what, int position) {
        return new TemplateError(TemplateProblem.SYNTAX, what).at(position);
    }

    /// Says where in the source it happened; the first place said, the innermost, stays.
    TemplateError at(int newPosition) {
        if (position < 0) {
            position = newPosition;
        }
        return this;
    }

    TemplateProblem problem() {
        return problem;
    }

    String what() {
        return what;
    }

    /// Returns the offset in the source, −1 if none is known.
    int position() {
        return position;
    }
}
