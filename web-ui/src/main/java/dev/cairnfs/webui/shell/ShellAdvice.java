package dev.cairnfs.webui.shell;

import dev.cairnfs.webui.ConsoleUser;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** Hands every console page its frame and its user. */
@ControllerAdvice("dev.cairnfs.webui")
public final class ShellAdvice {
    private final ShellFactory shells;
    private final ConsoleUsers users;

    public ShellAdvice(ShellFactory shells, ConsoleUsers users) {
        this.shells = shells;
        this.users = users;
    }

    @ModelAttribute("shell")
    Shell shell(HttpServletRequest request) {
        return shells.of(request);
    }

    @ModelAttribute("user")
    ConsoleUser user(HttpServletRequest request) {
        return users.of(request);
    }
}
