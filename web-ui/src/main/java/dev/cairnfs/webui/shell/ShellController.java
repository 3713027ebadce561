package dev.cairnfs.webui.shell;

import dev.cairnfs.shared.error.ErrorCode;
import dev.cairnfs.shared.error.HdfsException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The entrance, the choice of the user, and the answer to addresses that do not exist. */
@Controller
public final class ShellController {
    @GetMapping({"/", "/ui", "/ui/"})
    String entrance() {
        return "redirect:/ui/overview";
    }

    @GetMapping({"/dfshealth.html", "/index.html"})
    String oldHealthPage() {
        return "redirect:/ui/overview";
    }

    @GetMapping("/explorer.html")
    String oldExplorer() {
        return "redirect:/ui/files";
    }

    @GetMapping("/ui/user")
    String chooseUser() {
        return "console/user";
    }

    @PostMapping("/ui/user")
    void setUser(@RequestParam String name, HttpServletRequest request, HttpServletResponse response)
            throws HdfsException {
        String trimmed = name.strip();
        boolean reset = trimmed.isEmpty();
        if (!reset && !ConsoleUsers.isValid(trimmed)) {
            throw new HdfsException(
                    ErrorCode.ILLEGAL_ARGUMENT,
                    "A user name begins with a letter or _ and holds letters, digits, dots, _ and - only.");
        }
        ResponseCookie cookie = ResponseCookie.from(ConsoleUsers.COOKIE, trimmed)
                .httpOnly(true)
                .sameSite("Strict")
                .path(request.getContextPath() + "/")
                .maxAge(reset ? Duration.ZERO : Duration.ofDays(30))
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
        response.setHeader("HX-Refresh", "true");
    }

    @RequestMapping("/ui/**")
    @SuppressWarnings("DoNotCallSuggester") // It is called by Spring, and throwing is its answer.
    String unknown(HttpServletRequest request) throws HdfsException {
        throw new HdfsException(
                ErrorCode.FILE_NOT_FOUND, "The console has no page " + request.getRequestURI() + " for this request.");
    }
}
