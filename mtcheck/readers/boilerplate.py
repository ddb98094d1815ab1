"""Which paragraphs are the page's furniture rather than the article's text.

One cue never condemns a sentence: a full sentence goes only when it speaks to the reader about the site itself. Short
lines go by what they look like and where they stand. Everything uncertain stays.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtcheck.article import Kind

_SENTENCE_END = re.compile(r"""[.!?…。！？।؟։:;]['"”“’»«›‹）)\]」』]*\s*(?:\([^()]{1,12}\))?\s*$""")
_LETTER = re.compile(r"[^\W\d_]")
_QUOTE = re.compile(r"[„“”«»\"]")
_LONG_LINE = 15
"""Words above which a line without a sentence end is prose all the same."""
_TAIL_WORDS = 6
"""Words up to which a line after the last prose is taken for navigation."""
_CAPTION_CHARACTERS = 240
_PLEA_CHARACTERS = 320


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)


# Lines that are furniture whatever surrounds them. They match the whole line.
_LABEL = _any(
    # navigation and sharing
    r"(?:weitere|mehr) (?:informationen|infos|artikel|themen|nachrichten|zum thema)|mehr (?:lesen|erfahren|anzeigen)",
    r"(?:read|learn|see|show|view|load) more|more (?:information|info|news|stories|on this (?:story|topic))",
    r"(?:en savoir|lire|voir|afficher) (?:plus|la suite)|(?:leer|ver|saber) más|más información|leggi (?:di più|tutto)",
    r"(?:leia|saiba|ver|ler) mais|mais informações|lees (?:meer|verder)|meer (?:informatie|lezen|nieuws|"
    r"over dit onderwerp)",
    r"(?:czytaj|zobacz) (?:więcej|także)|läs mer|les mer|læs (?:mere|også)",
    r"(?:artikel |beitrag |seite )?(?:teilen|drucken|merken|weiterleiten|kommentieren|vorlesen|anhören|empfehlen)",
    r"(?:artikel|beitrag) (?:per e-?mail )?(?:versenden|speichern|anhören)|(?:share|print|save|email|"
    r"listen)(?: this)?(?: article)?",
    r"(?:partager|imprimer|enregistrer)(?: (?:l'article|cet article))?|(?:compartir|imprimir|guardar)(?: artículo)?",
    r"(?:condividi|stampa|salva)(?: articolo)?|(?:compartilhar|partilhar|imprimir)(?: (?:o )?artigo)?|(?:delen|"
    r"afdrukken|bewaren)",
    r"(?:share|follow us|teilen|folgen sie uns|partager|suivez-nous|síguenos|seguici|siga-nos|volg ons)?(?: (?:on|"
    r"auf|sur|en|su|no|op))? ?"
    r"(?:facebook|twitter|x|instagram|whatsapp|telegram|linkedin|pinterest|youtube|e-?mail|reddit|threads|bluesky|"
    r"mastodon)",
    r"(?:auf|bei|via|per|mit) (?:facebook|twitter|x|instagram|whatsapp|telegram|linkedin|e-?mail|threads|bluesky|"
    r"mastodon) (?:teilen|folgen|senden)",
    r"(?:zur|zurück zur) (?:startseite|übersicht)|nach oben|startseite|home|menü|menu|suche|search|login|log ?in|"
    r"anmelden|"
    r"registrieren|sign (?:in|up)|log out|abmelden|subscribe(?: now)?|abonnieren|s'abonner|suscr[ií]bete|abbonati|"
    r"assine|abonneren",
    r"impressum|datenschutz(?:erklärung)?|agb|kontakt|imprint|privacy(?: policy)?|terms(?: of (?:use|service))?|"
    r"cookie[ -](?:policy|settings|einstellungen)",
    r"mentions légales|politique de confidentialité|aviso legal|política de (?:privacidad|privacidade|cookies)|"
    r"note legali|privacybeleid",
    r"(?:alle )?(?:kommentare|comments?|commentaires?|comentarios?|commenti|comentários?|reacties)(?: ?\(?\d+\)?)?",
    r"\d+ (?:kommentare?|comments?|commentaires?|comentarios?|commenti|comentários?|reacties|shares?)",
    r"(?:anzeige|werbung|advertise?ment|sponsored(?: content)?|publicité|publicidad|pubblicità|publicidade|"
    r"advertentie|reklama|annons)",
    r"(?:schlagw[oö]rte?r?|themen|tags|topics?|keywords?|stichw[oö]rte?r?|mots[- ]clés|etiquetas|temas|"
    r"argomenti)\s*(?::.{0,80})?",
    r"(?:inhaltsverzeichnis|table of contents|sommaire|índice|indice|inhoudsopgave)",
    r"(?:zum thema|lesen sie auch|auch interessant|das könnte sie auch interessieren|mehr zum thema|meistgelesen|"
    r"related (?:articles|stories|topics)|you (?:may|might) also like|most read|trending|recommended(?: for you)?|"
    r"à lire aussi|sur le même sujet|les plus lus|lea también|te puede interesar|lo más leído|leggi anche|"
    r"potrebbe interessarti|"
    r"leia também|mais lidas|lees ook|meest gelezen)\s*:?",
    r"(?:skip to|zum) (?:main )?(?:content|inhalt)(?: springen)?|accept(?: all)?(?: cookies)?|"
    r"(?:alle )?(?:cookies )?akzeptieren",
    r"(?:tout )?accepter|aceptar(?: todo)?|accetta(?: tutto)?|aceitar(?: tudo)?|(?:alles )?accepteren|ablehnen|"
    r"reject all|tout refuser",
    r"(?:alle |all )?(?:rechte vorbehalten|rights reserved)\.?|tous droits réservés\.?|"
    r"todos los derechos reservados\.?",
    r"(?:video|bilderstrecke|fotostrecke|galerie|gallery|slideshow|diaporama|galería|podcast|newsletter|live-?ticker)",
)

# The beginnings of lines that introduce something other than the text.
_LEAD = _any(
    r"(?:symbol|archiv|titel|agentur)?(?:foto|bild|bilder|fotos)(?:\s*\([^)]{1,30}\))?\s*:\s*\S",
    r"(?:photo|image|picture|pic|photograph|illustration|graphic|video)(?:s)?(?: (?:credit|by|courtesy))?\s*:\s*\S",
    r"(?:crédits?|crédito|créditos|credits?|credit|copyright|bildquelle|quelle|source|fuente|fonte|bron|beeld|grafik|"
    r"infografik|zdroj|zdjęcie|fot\.)(?: (?:photo|foto|imagen|bild))?\s*:\s*\S",
    r"(?:lesen sie (?:auch|hier|mehr|dazu)|mehr dazu|siehe auch|hier lesen)\b.{0,6}:\s*\S",
    r"(?:read (?:also|more|next)|also read|see also|related|more on this)\s*:\s*\S",
    r"(?:lire aussi|à lire aussi|voir aussi|lea también|lee también|le puede interesar|leggi anche|leia (?:também|"
    r"mais)|veja também|lees ook|zie ook)\s*:\s*\S",
    r"(?:lesezeit|lesedauer|reading time|temps de lecture|tiempo de lectura|tempo di lettura|tempo de leitura|"
    r"leestijd)\b",
    r"(?:stand|aktualisiert|veröffentlicht|erstellt|updated?|published|last (?:updated|modified)|posted|mis à jour|"
    r"publié|publicado|actualizado|aggiornato|pubblicato|atualizado|gepubliceerd|bijgewerkt)\b.{0,16}\d",
    r"(?:©|\(c\)\s|copyright\b)",
    r"▲|▶|►|▼|📷|🔗|📸|➡|→|»\s+\S.{0,60}$",
    r"#\w+(?:[\s,]+#\w+)*\s*$",
)

_CREDIT_NAMES = (
    r"dpa|afp|ap|apa|epa|reuters|getty(?: images)?|imago(?: images)?|picture[- ]alliance|keystone|ansa|efe|lusa|"
    r"belga|anp|"
    r"ritzau|ntb|pap|tass|belta|xinhua|shutterstock|istock(?:photo)?|adobe ?stock|unsplash|alamy|afp via getty images|"
    r"ap photo|zuma|sipa|nurphoto|anadolu|ddp|afp/getty images|symbolbild|archivbild|handout"
)
# A credit stands at the line's end, after a slash, a bar or a bracket, and no sentence ends there.
_CREDIT = re.compile(
    rf"(?:[/|(©]\s*(?:{_CREDIT_NAMES})\b[^.!?]{{0,60}}$|(?:picture[- ]alliance|getty images|imago images|"
    rf"shutterstock|adobe ?stock)"
    rf"[^.!?]{{0,80}}$|\b(?:über|via)\s+getty\b[^.!?]{{0,20}}$)",
    re.IGNORECASE,
)
_COPYRIGHT = re.compile(r"(?:©|\(c\)) ?(?:19|20)\d\d\b", re.IGNORECASE)
_BYLINE = re.compile(
    r"(?:Von|By|Par|Por|Di|Da|Door|Av|Af|Text:|Autor(?:in)?:|Author:)(?: [A-ZÀ-Þ][\w.'’-]+){2,4}"
    r"(?:(?:,| und| and| et| y| e| en) .{1,60})?"
)
_STAMP = re.compile(
    r"(?:\w{2,12}\.?,?\s+)?\d{1,4}(?:[./-]\d{1,2}[./-]\d{2,4}|\.?\s+(?:de\s+)?[^\W\d]{3,10}\.?,?\s+(?:de\s+)?\d{4})"
    r"(?:\s*[,|–-]?\s*(?:um |at |à |a las )?\d{1,2}[:.h]\d{2}.{0,20})?|\d{1,2}[:.]\d{2}\s*(?:uhr|h|am|pm)",
    re.IGNORECASE,
)
_MINUTES = re.compile(
    r"\W*\d{1,3}\s*(?:-\s*)?(?:min(?:uten?|utes?|uti|utos?|uut|\.)?)(?:\s+(?:lesezeit|read|reading|de lecture|"
    r"de lectura|di lettura|de leitura|leestijd))?\W*",
    re.IGNORECASE,
)

# What sites ask of their readers, by subject. A plea names a subject and speaks to the reader or for the site.
_SUBJECTS = _any(
    r"\bcookies?\b",
    r"\bad-?blocke?r|werbeblocker|werbeblockierung|werbefrei|bloqueur de pub|bloqueador de (?:anuncios|publicidad)|"
    r"adblocker",
    r"\bwerbepartner|\bdatenschutz(?:erklärung|bestimmungen)|\bprivacy policy|politique de confidentialité|"
    r"pol[ií]tica de privaci?dad",
    r"\bnewsletter|\bboletín|\bnieuwsbrief|\binfolettre",
    r"\b(?:probe|digital|premium|print|jahres|monats)?-?abo(?:nnements?|s|nnieren|nnent)?\b|\bsubscri(?:be|ption|"
    r"ber)s?\b|"
    r"\babonn(?:ez|ement|é|és)|\bsuscr(?:ib|ip)|\babbon(?:a|amento)|\bassin(?:e|atura|ante)\b|\babonne(?:er|ment|e)\b",
    r"\bpaywall|\bweiterlesen\b|\bunbegrenzt(?:er|e|en)? (?:zugang|zugriff|lesen)|unlimited access|acc[èe]s illimité|"
    r"acceso ilimitado|onbeperkt(?:e)? toegang",
    r"\bim ersten monat\b|\bfirst month\b|\bpremier mois\b|\bprimer mes\b|\bprimo mese\b|\bprimeiro mês\b|"
    r"\beerste maand\b",
    r"\bbrowser\b|\bjavascript\b|\bdieses banner|\bdiese seite\b.{0,30}\baktualisieren|\brefresh the page",
    r"\bexklusiv-?artikel|\bexclusive (?:articles|content)|contenus? exclusifs?|contenidos? exclusivos?",
    r"\beingeloggt|\bloggen\b|\blog in\b|\bsign in\b|\bconnectez-vous|\binicia sesión|\baccedi\b|\binicie sessão|"
    r"\binloggen",
    r"\bapp\b.{0,20}\b(?:herunterladen|laden|download)|\bdownload (?:the|our) app|téléchargez (?:l'|notre )app|"
    r"descarga (?:la|nuestra) app",
    r"\bwhatsapp-?(?:kanal|channel)|\bpush-?(?:nachrichten|mitteilungen|notifications?)",
    r"\bkreditkarte\b|\bcredit card\b|\bwebinar\b|\bgratis(?: testen| lesen)\b|\bkostenlos (?:testen|lesen|anmelden|"
    r"registrieren)|free trial",
    r"\baffiliate|\bprovision\b.{0,60}\blinks?\b|\bredaktionell(?:e|er|en)? (?:empfehlung|inhalt)|\bexterne(?:r|"
    r"n)? inhalte?\b",
    r"\bjournalis\w+ (?:angebot|arbeit)|\bsupport (?:our|independent|quality) journalism|\bunser(?:e|en|em|"
    r"es)? angebot",
)
_ADDRESS = _any(
    r"\b(?:klicken|lesen|testen|stimmen|deaktivieren|bestellen|abonnieren|aktivieren|melden|sichern|erhalten|nutzen|"
    r"loggen|aktualisieren|laden|haben|können|finden) sie\b",
    r"\b(?:ihnen|ihre[nmrs]?|ihr) (?:browser|e-?mail|nutzererlebnis|konto|abo|gerät|postfach|einwilligung|zustimmung|"
    r"daten)",
    r"\bum ihnen\b|\bwir (?:verwenden|nutzen|setzen|benötigen|brauchen)\b|\b(?:verwenden|nutzen|benötigen|brauchen|"
    r"setzen) wir\b|\bsind wir auf\b|\bunsere[rmsn]? (?:dienste|werbepartner|verwendung|angebots?|newsletter|partner|"
    r"website|webseite|seite|app)",
    r"\bjetzt\b.{0,40}\b(?:testen|lesen|abonnieren|anmelden|bestellen|sichern|registrieren)\b|\bmelde dich\b|"
    r"\bhol dir\b|\babonniere?\b",
    r"\bwe (?:and our partners )?(?:use|need|rely|value|store)\b|\bour (?:website|site|newsletter|use of cookies|"
    r"partners|services|app|privacy)|\bby (?:continuing|using|clicking|browsing)\b",
    r"\b(?:sign up|subscribe|click|tap|log in|sign in|register|support|please|enable|disable|"
    r"download)\b.{0,60}\b(?:to|for|here|our|your|now)\b|\byou (?:agree|consent|can unsubscribe|accept|"
    r"have reached)\b|\byour (?:browser|inbox|email|e-mail|consent|experience|ad ?blocker|account|device)",
    r"\bnous (?:utilisons|avons besoin)\b|\ben (?:poursuivant|continuant|cliquant)\b|\binscrivez-vous|\babonnez-vous|"
    r"\bvous acceptez|\bvotre (?:navigateur|boîte|adresse|consentement|navigation|abonnement)|\bcliquez\b|"
    r"\bnotre (?:site|newsletter|lettre)",
    r"\b(?:utilizamos|usamos|necesitamos|precisamos)\b|\bal (?:continuar|navegar)|\bsuscr[ií]b(?:ete|ase)|"
    r"\baceptas?\b|\btu (?:navegador|correo|suscripción|consentimiento)|\bsu (?:navegador|correo|suscripción|"
    r"consentimiento)|\bhaz clic|\bhaga clic|\bnuestr[oa]s? (?:sitio|boletín|newsletter|web|socios|pol[ií]tica)",
    r"\b(?:utilizziamo|usiamo)\b|\bcontinuando\b|\biscriviti|\babbonati\b|\baccetti\b|\bil tuo (?:browser|consenso|"
    r"indirizzo)|\bclicca\b|\bnostr[oaie] (?:sito|newsletter|partner)",
    r"\bao (?:continuar|navegar)|\bassine\b|\binscreva-se|\baceita\b|\bseu (?:navegador|e-?mail|consentimento)|"
    r"\bclique\b|\bnoss[oa]s? (?:site|newsletter|pol[ií]tica|parceiros)",
    r"\b(?:wij|we) (?:gebruiken|hebben .{0,20}nodig)|\bdoor (?:verder|gebruik|op)\b|\bmeld je aan|\bschrijf je in|"
    r"\bje (?:browser|inbox|e-mail|toestemming)|\buw (?:browser|inbox|e-mail|toestemming)|\bklik (?:hier|op)|"
    r"\bonze (?:website|site|nieuwsbrief|partners|cookies)",
)
_PRICE = re.compile(r"(?:\d[\d.,]*\s*(?:€|\$|£|euro\b)|[€$£]\s*\d)", re.IGNORECASE)
_NAVIGATION_MARK = re.compile(r"^\s*(?:[-–—•·*>»|#]|\d+[.)])\s+|[•|›»]\s|^#")


def kinds(paragraphs: Sequence[str], known: Sequence[Kind | None] | None = None) -> tuple[Kind, ...]:
    """What each paragraph of a document is: prose, heading or boilerplate.

    `known` gives, for each paragraph, what the format already says of it (a heading's mark, a caption's tag); such a
    heading can still turn out to be boilerplate.
    """
    given: Sequence[Kind | None] = known if known is not None else [None] * len(paragraphs)
    found: list[Kind] = [kind or _alone(text) for text, kind in zip(paragraphs, given, strict=True)]
    for index, text in enumerate(paragraphs):
        if given[index] == "heading" and _is_furniture(text):
            found[index] = "boilerplate"
        # A caption often stands twice: bare, then with the photographer's name.
        if found[index] == "heading" and index + 1 < len(paragraphs) and found[index + 1] == "boilerplate":
            follower = paragraphs[index + 1]
            if _CREDIT.search(follower) and (follower.startswith(text) or _is_caption_above(text, follower)):
                found[index] = "boilerplate"
    _between_pleas(paragraphs, found, given)
    _after_the_end(paragraphs, found, given)
    return tuple(found)


def ends_sentence(text: str) -> bool:
    """Whether the text ends as a sentence does, closing quotes, brackets and an author's initials allowed."""
    return _SENTENCE_END.search(text[-40:]) is not None


def _alone(text: str) -> Kind:
    """What a paragraph is, seen without its neighbours."""
    if _is_furniture(text) or _is_plea(text):
        return "boilerplate"
    return (
        "prose"
        if ends_sentence(text) or len(text.split(maxsplit=_LONG_LINE)) > _LONG_LINE or _is_dense(text)
        else "heading"
    )


def _is_dense(text: str) -> bool:
    """Whether the text is long without blanks between words, as in Chinese, Japanese and Thai."""
    return len(text) > 8 * _LONG_LINE


def _is_furniture(text: str) -> bool:
    """Whether a line is a label, a credit, a stamp or a rule: something that is never part of a text."""
    if len(text) > _CAPTION_CHARACTERS:
        return False
    if not _LETTER.search(text) and not text.rstrip().endswith("%"):
        return not any(char.isdigit() for char in text) or bool(_STAMP.fullmatch(text.strip()))
    line = text.strip()
    bare = _NAVIGATION_MARK.sub("", line, count=1).strip()
    if _LABEL.fullmatch(bare.rstrip(" :.!›»>")) or _MINUTES.fullmatch(line) or _STAMP.fullmatch(line):
        return True
    if line.startswith("©") or _COPYRIGHT.search(line) or _BYLINE.fullmatch(line) or _CREDIT.search(line):
        return True
    return _LEAD.match(bare if bare.startswith("#") else line) is not None and not _tells(line)


def _tells(line: str) -> bool:
    """Whether a line that begins like a caption goes on as a text of several sentences."""
    return len(re.findall(r"[^\W\d_]{3,}[.!?…](?:\s|$)", line)) > 1


def _is_plea(text: str) -> bool:
    """Whether the site speaks to its reader about itself: cookies, advertisements, subscriptions."""
    if len(text) > _PLEA_CHARACTERS or _QUOTE.search(text):
        return False
    subjects = len({match.group().casefold() for match in _SUBJECTS.finditer(text)})
    if not subjects:
        return False
    addressed = _ADDRESS.search(text) is not None
    unfinished = not ends_sentence(text) and len(text.split()) <= _LONG_LINE
    cues = subjects + 2 * addressed + (_PRICE.search(text) is not None) + unfinished
    return cues >= 3  # noqa: PLR2004  a subject and an address, or an unfinished line with two subjects


def _is_caption_above(text: str, credit: str) -> bool:
    """Whether a line is the caption of the line of capitals that names its photographer."""
    return text.startswith(("▲", "▶")) and credit.isupper()


def _between_pleas(paragraphs: Sequence[str], found: list[Kind], given: Sequence[Kind | None]) -> None:
    """Take short scraps that stand between two pieces of boilerplate, one of them a plea, for part of it."""
    for index in range(1, len(paragraphs) - 1):
        text = paragraphs[index]
        if found[index] == "boilerplate" or given[index] is not None or len(text) > _CAPTION_CHARACTERS:
            continue
        if found[index - 1] == found[index + 1] == "boilerplate" and (
            _is_plea(paragraphs[index - 1]) or _is_plea(paragraphs[index + 1])
        ):
            about_the_site = _SUBJECTS.search(text) or _ADDRESS.search(text) or not text[:1].isalpha()
            if about_the_site or found[index] == "heading":
                found[index] = "boilerplate"


def _after_the_end(paragraphs: Sequence[str], found: list[Kind], given: Sequence[Kind | None]) -> None:
    """Take the short lines that follow the last prose for navigation: a heading needs a text below it."""
    ends = [index for index, kind in enumerate(found) if kind == "prose" and not _is_call(paragraphs[index])]
    if not ends:
        return
    seen_furniture = False
    for index in range(ends[-1] + 1, len(paragraphs)):
        if given[index] is not None:
            continue
        if found[index] == "boilerplate":
            seen_furniture = True
        elif found[index] == "heading":
            if _is_short(paragraphs[index]) or _NAVIGATION_MARK.search(paragraphs[index]):
                found[index] = "boilerplate"
        elif seen_furniture:
            found[index] = "boilerplate"


def _is_short(text: str) -> bool:
    return len(text.split(maxsplit=_TAIL_WORDS)) <= _TAIL_WORDS


def _is_call(text: str) -> bool:
    """Whether a line is a few words with an exclamation mark or a colon: an advertisement, if it stands in the tail."""
    return _is_short(text) and text.endswith(("!", ":"))
