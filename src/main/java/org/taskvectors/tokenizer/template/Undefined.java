package org.taskvectors.tokenizer.template;

/// A value that is not there. It prints as nothing, is false and empty; anything else that is done
/// with it fails with its message.
record Undefined(String message, TemplateProblem problem) {
    static Undefined name(String name) {
        return hint(Printing.quoted(name) + " is undefined");
    }

    static Undefined hint(String message) {
        return new Undefined(message, TemplateProblem.UNDEFINED);
    }

    /// An attribute or an element that a value does not have.
    static Undefined of(Object owner, Object name) {
        String type = Types.described(owner);
        return hint(
                name instanceof String attribute
                        ? Printing.quoted(type)
                                + " has no attribute "
                                + Printing.shortRepr(attribute)
                        : type + " has no element " + Printing.shortRepr(name));
    }

    /// An attribute that the sandbox keeps from templates.
    static Undefined unsafe(Object owner, String name) {
        return new Undefined(
                "access to attribute "
                        + Printing.shortRepr(name)
                        + " of "
                        + Printing.quoted(Types.name(owner))
                        + " object is unsafe.",
                TemplateProblem.SANDBOX);
    }

    TemplateError failure() {
        return new TemplateError(problem, message);
    }
}
