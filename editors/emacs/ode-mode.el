;;; ode-mode.el --- Neuron models in the ODE language -*- lexical-binding: t -*-

;; Package-Requires: ((emacs "27.1"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Colours for .ode files, the language server `sctui-lsp' through Eglot, and
;; a plot of the model in text:
;;
;;     (add-to-list 'load-path "/path/to/sctui/editors/emacs")
;;     (require 'ode-mode)
;;     (add-hook 'ode-mode-hook #'eglot-ensure)

;;; Code:

(require 'ode-words)

(defgroup ode nil
  "Neuron models in the ODE language."
  :group 'languages
  :prefix "ode-")

(defcustom ode-server-command nil
  "The language server as a list, (\"/path/to/sctui-lsp\").
If nil, `.venv' and `venv' above the file are searched, then PATH."
  :type '(choice (const :tag "Search" nil) (repeat string)))

(defcustom ode-program-command nil
  "The program sctui as a list, searched like `ode-server-command' if nil."
  :type '(choice (const :tag "Search" nil) (repeat string)))

(defface ode-number-face '((t :inherit font-lock-constant-face))
  "Numbers.")
(defvar ode-number-face 'ode-number-face)

(defface ode-label-face '((t :inherit font-lock-string-face))
  "The names of presets and events.")
(defvar ode-label-face 'ode-label-face)

(defvar ode-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?# "<" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?_ "w" table)
    (dolist (character '(?\" ?\' ?+ ?- ?* ?/ ?% ?^ ?< ?> ?= ?: ?\; ?, ?. ?& ?|))
      (modify-syntax-entry character "." table))
    table))

(defun ode--syntax-propertize (start end)
  "Tell the `#' of directives from that of comments between START and END.
Quotes hold text where they are closed on their line."
  (let ((case-fold-search nil))
    (goto-char start)
    (while (re-search-forward ode-words-head end t)
      (put-text-property (match-beginning 1) (match-end 1) 'syntax-table (string-to-syntax ".")))
    (goto-char start)
    (while (re-search-forward "\\([\"']\\)[^\n]*?\\(\\1\\)" end t)
      (dolist (group '(1 2))
        (put-text-property (match-beginning group) (match-end group)
                           'syntax-table (string-to-syntax "|"))))))

;;;###autoload
(define-derived-mode ode-mode prog-mode "ODE"
  "Neuron models in the ODE language."
  (setq-local comment-start "# ")
  (setq-local comment-end "")
  (setq-local comment-start-skip "#+[ \t]*")
  (setq-local indent-line-function #'indent-relative)
  (setq-local syntax-propertize-function #'ode--syntax-propertize)
  (setq-local font-lock-defaults '(ode-words-keywords nil nil)))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.ode\\'" . ode-mode))

(defun ode--find (name configured)
  "The command of the program NAME as a list: CONFIGURED, the workspace's, or PATH's."
  (or configured
      (let ((found nil))
        (dolist (environment '(".venv" "venv") found)
          (let* ((below (concat environment "/" (if (eq system-type 'windows-nt) "Scripts/" "bin/") name))
                 (root (and (not found) (locate-dominating-file default-directory below))))
            (when root
              (setq found (list (expand-file-name below root)))))))
      (let ((path (executable-find name)))
        (and path (list path)))
      (user-error "%s was not found: install it with `pip install sctui'" name)))

(defun ode--server (&rest _)
  "What Eglot starts."
  (ode--find "sctui-lsp" ode-server-command))

(defvar eglot-server-programs)
(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(ode-mode . ode--server)))

(defun ode-run ()
  "Simulate the model of this buffer and show its plot in the buffer *ode*."
  (interactive)
  (let* ((command (append (ode--find "sctui" ode-program-command) '("run" "-" "--plot" "--marker" "braille")))
         (output (get-buffer-create "*ode*"))
         (window (display-buffer output))
         (process-environment (append (list "NO_COLOR=1" "PYTHONIOENCODING=utf-8"
                                            (format "COLUMNS=%d" (1- (window-width window)))
                                            (format "LINES=%d" (1- (window-height window))))
                                      process-environment))
         (coding-system-for-read 'utf-8)
         (coding-system-for-write 'utf-8)
         (process (progn
                    (with-current-buffer output
                      (let ((inhibit-read-only t))
                        (erase-buffer))
                      (special-mode)
                      (setq truncate-lines t))
                    (make-process :name "ode" :buffer output :command command :connection-type 'pipe
                                  :filter #'ode--insert :sentinel #'ignore))))
    (process-send-region process (point-min) (point-max))
    (process-send-eof process)
    process))

(defun ode--insert (process text)
  "Put TEXT of PROCESS into its buffer, which is read-only for others."
  (when (buffer-live-p (process-buffer process))
    (with-current-buffer (process-buffer process)
      (let ((inhibit-read-only t))
        (save-excursion
          (goto-char (point-max))
          (insert text))))))

(provide 'ode-mode)
;;; ode-mode.el ends here
