import Builder

/// A manual page in roff, with man's macros.
struct ManualPage {
    private let tool: ToolDescription.Command

    init(_ tool: ToolDescription.Command) {
        self.tool = tool
    }

    var text: String {
        let name = tool.commandName
        var text = ".TH \(name.uppercased()) 1 \"\" \"\(name) \(BuilderVersion.current)\" \"User Commands\"\n"
        text += ".SH NAME\n\(Self.escaped(name)) \\- \(Self.escaped(tool.abstract ?? ""))\n"
        text +=
            ".SH SYNOPSIS\n.B \(Self.escaped(name))\n[\\fIoptions\\fR]\n.br\n.B \(Self.escaped(name))\n\\fIcommand\\fR [\\fIoptions\\fR]\n"
        if let discussion = tool.discussion { text += ".SH DESCRIPTION\n\(Self.paragraphs(discussion))" }
        text += ".SH OPTIONS\n\(options(of: tool))"
        text += ".SH COMMANDS\n"
        for command in tool.subcommands ?? [] where command.commandName != "help" {
            text += ".SS \"\(Self.escaped(synopsis(of: command)))\"\n"
            text += "\(Self.escaped(command.abstract ?? ""))\n"
            if let discussion = command.discussion { text += ".PP\n\(Self.paragraphs(discussion))" }
            text += options(of: command)
        }
        text += """
            .SH EXIT STATUS
            0 when all went well, 1 otherwise.
            .SH ENVIRONMENT
            .TP
            .B \(Self.escaped(ComponentLibrary.variable))
            The folder of the component library.
            .TP
            .B \(Self.escaped(BuildCache.variable))
            The folder to compile in.

            """
        return text
    }

    private func synopsis(of command: ToolDescription.Command) -> String {
        let operands = (command.arguments ?? []).filter { $0.kind == "positional" && $0.shouldDisplay }.map { operand in
            let name = "<\(operand.valueName ?? "value")>" + (operand.isRepeating ? " ..." : "")
            return operand.isOptional ? "[\(name)]" : name
        }
        return ([command.commandName] + operands).joined(separator: " ")
    }

    private func options(of command: ToolDescription.Command) -> String {
        let shown = (command.arguments ?? []).filter {
            $0.shouldDisplay && $0.names?.contains { $0.name == "help" } != true
        }
        return shown.map { argument in
            var head = (argument.names ?? []).map { name in
                "\\fB\(Self.escaped((name.kind == "long" ? "--" : "-") + name.name))\\fR"
            }.joined(separator: ", ")
            if argument.kind != "flag", let value = argument.valueName {
                head += (head.isEmpty ? "" : " ") + "\\fI\(Self.escaped(value))\\fR"
            }
            var body = Self.escaped(argument.abstract ?? "")
            if let discussion = argument.discussion { body += "\n.br\n" + Self.escaped(discussion) }
            if let value = argument.defaultValue { body += " (default: \(Self.escaped(value)))" }
            return ".TP\n\(head)\n\(body)\n"
        }.joined()
    }

    /// Paragraphs as they are; one with indented lines, as a sample has them, keeps its lines.
    private static func paragraphs(_ text: String) -> String {
        let blocks = text.split(separator: "\n\n")
        return blocks.map { block in
            let isSample = block.split(separator: "\n").contains { $0.hasPrefix("  ") }
            return isSample ? ".PP\n.nf\n\(escaped(String(block)))\n.fi\n" : ".PP\n\(escaped(String(block)))\n"
        }.joined()
    }

    /// `text` so that roff prints it as it is.
    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\e").replacing("-", with: "\\-").split(
            separator: "\n",
            omittingEmptySubsequences: false
        ).map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&\($0)" : String($0) }.joined(separator: "\n")
    }
}
