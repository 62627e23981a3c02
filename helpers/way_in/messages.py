"""What the way in says, in English and in French; readable to Python 3.6, see atelier.py."""

import os
import sys

MESSAGES = {
    "en": {
        "old_python": "Atelier needs Python 3.11 or newer; {path} is {version}. {hint}",
        "old_python_run": "Run: {command}",
        "old_python_get": "Install a newer one from https://www.python.org/downloads/ and start again with it.",
        "no_venv": "{path} lacks the module {module}. On Debian or Ubuntu: sudo apt install python3-venv",
        "not_ours": "{venv} was not made by atelier.py. Rename or delete it, then start again.",
        "no_network": "The packages cannot be fetched: {quote}. Check network and proxy, then start "
        "again. Details: {log}",
        "disk_full": "The disk is full: {quote}. Free: {free}. Make room (about 2 GB), then start again.",
        "no_write": "Cannot write: {quote}. Put the project into a folder of your own, or close what "
        "uses .venv, then start again.",
        "failed": "The installation failed: {quote}. Start again; if it fails again, read {log}",
        "broken": "The command cannot start: {quote}. Delete {venv}, then start again.",
        "interrupted": "Interrupted; the next start mends what is half done.",
        "waiting": "Another start is installing; waiting for it.",
        "new": "First start: making .venv with Python {python}. A matter of minutes, once.",
        "unfinished": "The last installation did not finish: making .venv again.",
        "moved": "This .venv was made as {old} and works only there: making it again.",
        "other_python": "This .venv was made by another Python ({old}; now {python}): making it again.",
        "changed": "The project has changed: updating .venv.",
        "more": "This command needs more packages ({level}): adding them to .venv.",
        "cpu_index": "PyTorch's CPU index answers: torch comes without CUDA.",
        "no_cpu_index": "PyTorch's CPU index does not answer: torch as pip finds it (PyPI's brings gigabytes of CUDA).",
        "torch": "torch: {wheel}, {size:.0f} MB",
        "making": "making .venv",
        "finding": "looking for {name}",
        "fetching": "fetching {name}",
        "installing": "packages to install: {count}, {size:.0f} MB",
        "ready": "Ready after {seconds:.0f} s.",
    },
    "fr": {
        "old_python": "Atelier demande Python 3.11 ou plus récent ; {path} est en {version}. {hint}",
        "old_python_run": "Lancez : {command}",
        "old_python_get": "Installez-en un depuis https://www.python.org/downloads/ et recommencez avec lui.",
        "no_venv": "Il manque le module {module} à {path}. Sous Debian ou Ubuntu : sudo apt install python3-venv",
        "not_ours": "{venv} n'a pas été créé par atelier.py. Renommez-le ou supprimez-le, puis recommencez.",
        "no_network": "Impossible d'obtenir les paquets : {quote}. Vérifiez le réseau et le proxy, puis "
        "recommencez. Détails : {log}",
        "disk_full": "Le disque est plein : {quote}. Libre : {free}. Faites de la place (environ 2 Go), "
        "puis recommencez.",
        "no_write": "Écriture impossible : {quote}. Mettez le projet dans un dossier à vous, ou fermez "
        "ce qui utilise .venv, puis recommencez.",
        "failed": "L'installation a échoué : {quote}. Recommencez ; en cas de nouvel échec, lisez {log}",
        "broken": "La commande ne démarre pas : {quote}. Supprimez {venv}, puis recommencez.",
        "interrupted": "Interrompu ; le prochain démarrage réparera ce qui est à moitié fait.",
        "waiting": "Une autre installation est en cours ; on attend qu'elle finisse.",
        "new": "Premier démarrage : création de .venv avec Python {python}. Quelques minutes, une seule fois.",
        "unfinished": "La dernière installation n'est pas allée au bout : .venv est recréé.",
        "moved": "Ce .venv a été créé comme {old} et ne marche que là : il est recréé.",
        "other_python": "Ce .venv vient d'un autre Python ({old} ; ici {python}) : il est recréé.",
        "changed": "Le projet a changé : mise à jour de .venv.",
        "more": "Cette commande demande d'autres paquets ({level}) : ajout à .venv.",
        "cpu_index": "L'index CPU de PyTorch répond : torch vient sans CUDA.",
        "no_cpu_index": "L'index CPU de PyTorch ne répond pas : torch tel que pip le trouve (sur PyPI, "
        "avec des Go de CUDA).",
        "torch": "torch : {wheel}, {size:.0f} Mo",
        "making": "création de .venv",
        "finding": "recherche de {name}",
        "fetching": "téléchargement de {name}",
        "installing": "paquets à installer : {count}, {size:.0f} Mo",
        "ready": "Prêt au bout de {seconds:.0f} s.",
    },
}


class Stop(Exception):
    """What ends the start: one of the messages."""

    def __init__(self, key, **values):
        super().__init__(tell(key, **values))
        self.key = key


def tell(key, **values):
    """Return a message in the language of the user's environment."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return MESSAGES["fr" if spoken.lower().startswith("fr") else "en"][key].format(**values)


def show(line):
    """Print one line beside the command's own output, as far as the terminal knows its letters."""
    encoding = sys.stderr.encoding or "ascii"
    print(line.encode(encoding, "replace").decode(encoding), file=sys.stderr, flush=True)
