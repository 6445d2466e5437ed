;;; ode-words.el --- Patterns of the ODE language for ode-mode -*- lexical-binding: t -*-

;; Written by `python -m lsp.editor_files' from the tables of the language.

;;; Code:

(defconst ode-words-head
  "^[ \t]*\\(#*\\)[ \t]*\\(?:init\\|threshold\\|reset\\|spike\\|refractory\\|input\\|run\\|time\\|plot\\|on[ \t]+[A-Za-z_][0-9A-Za-z_]*\\|preset[ \t]+[A-Za-z_][0-9A-Za-z_]*\\|expect\\(?:[ \t]+[A-Za-z_][0-9A-Za-z_]*\\)?\\)[ \t]*:"
  "A directive whose value is code; group 1 is what marks it.")

(defconst ode-words-keywords
  '(("^[ \t]*\\(#*\\)[ \t]*\\(reference\\|category\\|title\\|note\\|tags\\|doi\\)[ \t]*\\(:\\)\\(.*\\)$" (1 font-lock-comment-face t) (2 font-lock-preprocessor-face t) (3 'default t) (4 font-lock-string-face t))
    ("^[ \t]*\\(#*\\)[ \t]*\\(refractory\\|threshold\\|reset\\|plot\\|time\\)[ \t]*:" (1 font-lock-comment-face t) (2 font-lock-preprocessor-face t))
    ("^[ \t]*\\(#*\\)[ \t]*\\(on\\)[ \t]+\\([A-Za-z_][0-9A-Za-z_]*\\)[ \t]*:" (1 font-lock-comment-face t) (2 font-lock-preprocessor-face t) (3 ode-label-face t t))
    ("^[ \t]*\\(#*\\)[ \t]*\\(preset\\)[ \t]+\\([A-Za-z_][0-9A-Za-z_]*\\)[ \t]*:" (1 font-lock-comment-face t) (2 font-lock-preprocessor-face t) (3 ode-label-face t t) ("\\b\\(?:constant\\|poisson\\|pulses\\|chirp\\|file\\|ramp\\|sine\\|step\\|ou\\)\\b" nil nil (0 font-lock-builtin-face)))
    ("^[ \t]*\\(#*\\)[ \t]*\\(expect\\)\\(?:[ \t]+\\([A-Za-z_][0-9A-Za-z_]*\\)\\)?[ \t]*:" (1 font-lock-comment-face t) (2 font-lock-preprocessor-face t) (3 ode-label-face t t) ("\\b\\(?:spikes_per_burst\\|burst_period\\|amplitude\\|crossings\\|frequency\\|isi_ratio\\|resonance\\|lyapunov\\|rheobase\\|latency\\|pattern\\|period\\|spikes\\|trough\\|final\\|fano\\|mean\\|peak\\|rate\\|rest\\|cv2\\|isi\\|std\\|cv\\|lv\\)\\b" nil nil (0 font-lock-builtin-face)))
    ("^[ \t]*\\(#*\\)[ \t]*\\(input\\)[ \t]*:" (1 font-lock-comment-face t) (2 font-lock-preprocessor-face t) ("\\b\\(?:constant\\|poisson\\|pulses\\|chirp\\|file\\|ramp\\|sine\\|step\\|ou\\)\\b" nil nil (0 font-lock-builtin-face)))
    ("^[ \t]*\\(#*\\)[ \t]*\\(run\\)[ \t]*:" (1 font-lock-comment-face t) (2 font-lock-preprocessor-face t) ("\\b\\(?:exponential_euler\\|rush_larsen\\|duration\\|milstein\\|method\\|euler\\|exact\\|heun\\|seed\\|rk4\\|dt\\)\\b" nil nil (0 font-lock-keyword-face)))
    ("^[ \t]*\\(#*\\)[ \t]*\\(init\\)[ \t]*:" (1 font-lock-comment-face t) (2 font-lock-preprocessor-face t) ("\\b\\(?:steady\\)\\b" nil nil (0 font-lock-keyword-face)))
    ("^[ \t]*\\(#*\\)[ \t]*\\(spike\\)[ \t]*:" (1 font-lock-comment-face t) (2 font-lock-preprocessor-face t) ("\\b\\(?:downward\\|crosses\\|upward\\)\\b" nil nil (0 font-lock-keyword-face)))
    ("^[ \t]*d\\([A-Za-z_][0-9A-Za-z_]*\\)[ \t]*/[ \t]*dt\\b" (1 font-lock-variable-name-face))
    ("^[ \t]*\\([A-Za-z_][0-9A-Za-z_]*\\)[ \t]*([^)]*)[ \t]*=\\(?:[^=]\\|$\\)" (1 font-lock-function-name-face))
    ("^[ \t]*\\([A-Za-z_][0-9A-Za-z_]*\\)[ \t]*\\[[^]]*\\][ \t]*=\\(?:[^=]\\|$\\)" (1 font-lock-variable-name-face))
    ("^[ \t]*\\([A-Za-z_][0-9A-Za-z_]*\\)[ \t]*\\(?::\\|=\\(?:[^=]\\|$\\)\\)" (1 font-lock-variable-name-face))
    ("\\(?:\\b[0-9]+\\.?[0-9]*\\|\\B\\.[0-9]+\\)\\(?:[eE][-+]?[0-9]+\\)?" (0 ode-number-face))
    ("\\b\\(?:refractory\\|unless\\|else\\|and\\|not\\|if\\|or\\)\\b" (0 font-lock-keyword-face))
    ("\\b\\(?:heaviside\\|piecewise\\|poisson\\|sigmoid\\|exprel\\|floor\\|log10\\|randn\\|round\\|where\\|acos\\|asin\\|atan\\|ceil\\|clip\\|cosh\\|rand\\|sign\\|sinh\\|sqrt\\|tanh\\|abs\\|cos\\|exp\\|int\\|log\\|max\\|min\\|sin\\|tan\\)\\b" (0 font-lock-builtin-face))
    ("\\b\\(?:t_spike\\|inf\\|dt\\|pi\\|xi\\|e\\|t\\)\\b\\|\\bxi_[0-9A-Za-z_]+\\b" (0 font-lock-constant-face))
    ("\\b\\(?:\\(?:[fpnumcdkMG]?\\(?:becquerel\\|steradian\\|coulomb\\|siemens\\|sievert\\|ampere\\|candle\\|gramme\\|newton\\|pascal\\|radian\\|second\\|farad\\|henry\\|hertz\\|joule\\|katal\\|liter\\|litre\\|lumen\\|meter\\|metre\\|molar\\|tesla\\|weber\\|gram\\|gray\\|mole\\|volt\\|watt\\|amp\\|lux\\|mol\\|ohm\\)\\|kilogramme\\|kilogram\\|kelvin\\|cm\\|mm\\|um\\)[23]?\\|MHz\\|kHz\\|Hz\\|fA\\|fF\\|fS\\|kV\\|mA\\|mF\\|mM\\|mS\\|mV\\|ms\\|nA\\|nF\\|nM\\|nS\\|nV\\|ns\\|pA\\|pF\\|pS\\|ps\\|uA\\|uF\\|uM\\|uS\\|uV\\|us\\)\\b" (0 font-lock-type-face))
    ("\\b\\([A-Za-z_][0-9A-Za-z_]*\\)[ \t]*(" (1 font-lock-function-name-face)))
  "The colours, as `font-lock-keywords'. Of two that match at one place the first is shown.")

(provide 'ode-words)
;;; ode-words.el ends here
