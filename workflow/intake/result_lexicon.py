"""The lexicon of result phrases: which words and idioms are which sign.

One entry a line: the sign, the form of an act (done: participle or finite verb, noun, inf) or `-`, and a
pattern. An indented line goes on with the pattern above it; `=name` defines what `«name»` stands for.
Order is priority: idioms before words, negated words before plain ones. The patterns are widened before
use (`result_words.widen`): umlauts match in every spelling.
"""

from __future__ import annotations

LEXICON = r"""
# the members that a qualified majority is counted from
=members        \ (?:der|aller)(?: (?:anwesenden|gesetzlichen|satzungsmäßigen|stimmberechtigten|abgegebenen
                |vorgeschriebenen))*(?: \w*(?:zahl|anzahl)(?: der| aller)?)?(?: (?:anwesenden
                |stimmberechtigten))?(?: \w*(?:mitglieder|mitgliederzahl|stimmen|verordneten
                |abgeordneten)n?\b)?
# words that look like results and are none
PLAIN     -     nicht-? ?öffentlich\w*|öffentlich\w*
PLAIN     -     nicht (?:mehr )?(?:anwesend|stimmberechtigt|teilgenommen|mitgewirkt|beteiligt)\w*
PLAIN     -     nicht an der (?:beratung|abstimmung|beschlussfassung)\w*|nicht teil\b
PLAIN     -     in (?:geheimer|namentlicher|getrennter|offener|gesonderter) abstimmung
PLAIN     -     auf antrag|antragstell\w*|beschließende\w*|antragsgegner\w*|zu protokoll\b
PLAIN     -     nicht (?:erreicht|gefunden|erhalten|erlangt|zustande\w*)
PLAIN     -     durch (?:\w+ ){0,3}(?:änderungs|ergänzungs|zusatz)antr[aä]g\w*
SEE       -     (?:siehe|vgl\.?|vergleiche|s\.) (?=\w)[^,.;:()]*

# no business done
MISS      done  nicht (?:mehr )?(?:aufgerufen|beraten|behandelt|verhandelt|erörtert)\w*
MISS      done  nicht mehr erreicht|nicht (?:mehr )?zu[rm] (?:aufruf|beratung|behandlung) gekommen
MISS      done  (?:nicht beschlussfähig|beschlussunfähig|(?:keine|mangels|fehlende[r]?) beschlussfähig)\w*
MISS      done  sitzung (?:\w+ ){0,2}(?:ausgefallen|abgesagt|entfallen|abgebrochen|entfällt|fällt aus)
MISS      done  sitzungs(?:absage|ausfall|abbruch)\w*|ausfall der sitzung|absage der sitzung
SKIP      noun  nicht-? ?befassung\w*|übergang zur tagesordnung
SKIP      noun  übergang zum nächsten (?:tagesordnungspunkt|top\b|punkt)\w*
SKIP      done  nicht befass\w*
SKIP      done  zu[rm] (?:nächsten )?(?:tagesordnung|tagesordnungspunkt|punkt)
                \ (?:der tagesordnung )?übergegangen
SKIP      done  geht zur tagesordnung über
SKIP      done  befass\w* (?:sich )?nicht\b

# not admitted; urgency
BAR       done  nicht (?:\w+ )?(?:zugelassen|zulässig)\w*|unzulässig\w*|nicht-?zulassung
BAR       done  nicht (?:auf|in) die (?:tagesordnung|to) (?:\w+ )?(?:gesetzt|genommen|aufgenommen)
BAR       done  nicht (?:\w+ )?aufgenommen|nicht-?aufnahme\w*|nicht zuständig\w*|unzuständig\w*
BAR       done  verfristet\w*|keine dringlichkeit|dringlichkeit (?:\w+ ){0,3}(?:verneint|aberkannt)
BAR       done  dringlichkeit (?:\w+ ){0,3}nicht (?:\w+ )?(?:anerkannt|gegeben|festgestellt|bejaht
                |zuerkannt)
ADMIT     done  dringlichkeit (?:\w+ ){0,3}(?:anerkannt|bejaht|gegeben|festgestellt|zuerkannt)
ADMIT     done  (?:in|auf) die (?:tagesordnung|to) (?:auf)?(?:genommen|gesetzt)
URGENCY   -     dringlichkeit\b
URGENCY   -     (?:aufnahme|erweiterung|ergänzung|aufsetzung) (?:\w+ ){0,3}tagesordnung

# no majority
REJECT    done  keine? (?:\w+ ){0,2}mehrheit
REJECT    done  nicht (?:mit )?(?:die|der) (?:\w+ ){0,2}(?:[\w/-]*mehrheit|stimmenzahl)(?: (?:an|er
                |ge)\w+en\b)?
REJECT    done  verfehl\w* (?:\w+ ){0,5}(?:[\w/-]*mehrheit|quorum)
REJECT    done  (?:(?:absolute|qualifizierte|erforderliche|nötige|notwendige)\w* )?(?:(?:zwei-? ?drittel
                |2/3|drei-? ?viertel|stimmen)-? ?)?(?:mehrheit|quorum|stimmenzahl)(?=(?: \w+){0,9}?
                \ (?:verfehlt|nicht (?:erreicht|gefunden|erhalten|erlangt|zustande)))

# passed on without a vote; no vote at all
UNVOTED   done  (?:ohne|keine?) (?:\w+ ){0,2}?(?:votum|voten|votierung|(?:beschluss)?empfehlung)\b
                |votumsfrei
NOVOTE    done  (?:ohne|keine?r?) (?:\w+ )?(?:abstimmung|beschluss(?:fassung)?|entscheidung)\b
NOVOTE    done  nicht (?:abgestimmt|entschieden|zur abstimmung \w+)|abstimmung entfällt

# procedural motions
DEBATE    noun  (?:schluss|ende|beendigung) der (?:debatte|aussprache|beratung|rede\w*|redner\w*|diskussion)
DEBATE    noun  (?:antr[aä]ge?s? )?auf (?:\w+ )?(?:geheime|namentliche|getrennte|einzel)\w* ?abstimmung
DEBATE    noun  unterbrechung der sitzung|sitzungsunterbrechung|rederecht\w*|redezeit\w*
DEBATE    noun  ausschluss der öffentlichkeit
PROCEDURE -     (?:go|geschäftsordnungs?)-? ?antr[aä]g\w*|verfahrensantr[aä]g\w*
PROCEDURE -     antr[aä]g\w* zur (?:geschäftsordnung|go\b)

# postponing
DEFER     done  vertagt\w*
DEFER     noun  vertagung\w*
DEFER     inf   zu vertagen
SHIFT     done  (?:ver|auf|ge)schoben
DEFER     done  (?:ver)?bleib\w* (?:\w+ ){0,4}geschäftsgang|im geschäftsgang (?:ge|be|ver)\w+
                |im geschäftsgang
DEFER     done  verbleibt|verblieben
DEFER     noun  auf (?:die )?(?:to|tagesordnung) der (?:nächsten|kommenden|folgenden
                |übernächsten) \w*sitzung
HOLD      done  zurück-? ?gestellt\w*|ruhend\w* ?(?:gestellt)?|ruht|ausgesetzt\w*
HOLD      done  stell\w{1,3}\b(?=[^.;]*\bzurück\b)
HOLD      noun  zurückstellung\w*|aussetzung\w*|ruhen\b
HOLD      inf   zurück ?zu ?stellen|auszusetzen
RESUBMIT  noun  wiedervorlage\w*|wiedervorzulegen|wv\b
REMOVE    done  von (?:der )?(?:tagesordnung|to|tageso\.?) (?:\w+ )?(?:genommen|gestrichen|abgesetzt
                |abgenommen|zurückgezogen|entfernt)
REMOVE    done  abgesetzt\w*
REMOVE    done  (?:top|tagesordnungspunkt|punkt) (?:\w+ ){0,2}(?:gestrichen|entfällt|entfallen|entfernt)
REMOVE    done  setz\w{1,3}\b(?=[^.;]*\bab\b)
REMOVE    noun  absetzung\w*|streichung von der (?:tagesordnung|to)\b
REMOVE    inf   abzusetzen|von der (?:tagesordnung|to) zu (?:nehmen|streichen)

# referring
BACK      done  (?:zurück|rück)-?(?:ver|über)w(?:iesen|eist|ies)\w*|zurückgegeben|zurück (?=(?:an|in)\b)
BACK      noun  (?:zurück|rück)-?(?:ver|über)weisung\w*
BACK      inf   zurück ?zu ?(?:ver|über)weisen
HANDOVER  -     zu[rm] (?:\w+ )?(?:entscheidung|beschlussfassung|beschluss)\b|abschließenden? \w+
TAKE      done  (?:wird|werden|soll|sollen)\b(?=[^.;]*\b(?:behandelt|beraten|erörtert)\b)(?![^.;]*\bnicht\b)
REFER     done  (?:weiter)?(?:ver|über|zuge)w(?:iesen|eist|ies)\w*
REFER     noun  (?:weiter)?(?:ver|über|zu)weisung\w*
REFER     inf   (?:weiter)?zu ?(?:ver|über)weisen
REFER     noun  (?:weiter(?:behandl|berat)|(?:weitere|erneute|vertiefte)n? (?:behandl|berat))ung(?= (?:im
                |in|an|auf|durch)\b)
REFER     noun  (?:vor)?(?:beratung|behandlung)(?= (?:im|in|durch)\b)
PASS      done  weitergeleitet\w*|weitergereicht\w*|weitergegeben\w*|vorberaten\b
PASS      done  leite\w{1,3}\b(?=[^.;]*\bweiter\b)
PASS      noun  weiterleitung\w*
PASS      inf   weiterzu(?:leiten|geben)

# taken note of, examined, settled, withdrawn, merged
NOTE      done  (?:(?:zustimmend|billigend|wohlwollend) )?(?:zur )?(?:kenntnis|kts\.?) ?(?:genommen
                |gen\b\.?|gegeben)
NOTE      done  z\. ?k\.?(?: ?gen\w*\.?)?|zkn?\b|zur kenntnis\b|(?:nimmt|nahm|nehmen)\b
                (?=[^.;]*\bkenntnis\b)
NOTE      noun  (?:zustimmende |zur )?kenntnis(?:nahme)?\w*
EXAMINE   noun  prüf(?:ungs)?auftr[aä]g\w*|zur (?:\w+ )?prüfung|zu prüfen|prüfung durch
WITHDRAW  done  zurück-? ?(?:gezogen|genommen)\w*|(?:zieh|zog)\w*\b(?=[^.;]*\bzurück\b)
WITHDRAW  done  nimmt\b(?=[^.;]*\bzurück\b)
WITHDRAW  noun  zurücknahme\w*|rücknahme\w*|rückzug\w*|zurückziehung\w*
SETTLE    done  erledigt\w*|(?<!zur\s)erledigung\w*|gegenstandslos|hinfällig|obsolet
SETTLE    done  gilt als (?:behandelt|beantwortet)
SETTLE    done  behandelt (?:durch|mit) (?:\w+ ){0,2}(?:stellungnahme|antwort)\w*|beantwortet\w*
SETTLE    done  beantwortung\b
SETTLE    done  durch (?:\w+ ){0,2}(?:stellungnahme|antwort)\w*(?: der verwaltung)? (?:\w+ )?behandelt
SETTLE    done  (?:im rahmen|in|bei) (?:der|den) haushalts?-?(?:plan)?beratung\w* (?:\w+ )?(?:behandelt
                |beraten)\b
SETTLE    done  durch verwaltungshandeln|mit (?:\w+ )?(?:stellungnahme|antwort)\b[^.;,]*\beinverstanden
MERGE     done  (?:über|mitüber)nommen\w*|eingearbeitet\w*|aufgegangen|zusammengef(?:ührt|asst)\w*
MERGE     done  übernimmt|ersetzt\b|durch (?:\w+ ){1,6}ersetzt|eingeflossen
MERGE     done  in (?:\w+ ){0,3}(?:vorlage|antrag|haushalt\w*) aufgenommen
MERGE     noun  übernahme\b
TREAT     done  (?:mit|weiter)?(?:behandelt|beraten)\b|zu (?:behandeln|beraten)\b

# subjects: what the clause is about
AMENDED   -     (?:(?:in|unter) (?:der )?)?(?:fassung|form|gemäß|gem\.|laut|lt\.|entsprechend|mit|nach
                |inkl\w*\.?|einschließlich|berücksichtigung|einbeziehung|maßgabe) (?:\w+ ){0,3}(?:änderungs
                |ergänzungs|zusatz)antr[aä]g\w*
AMENDMENT -     (?:ab)?(?:änderungs|ergänzungs|zusatz|gegen|alternativ)-?antr[aä]g\w*
ADMIN     -     (?:vorschl[aä]g|empfehlung|votum|beschlussvorschl[aä]g|beschlussempfehlung|antr[aä]g
                |vorlage)\w* (?:der|des) (?:stadt|kreis|gemeinde|samtgemeinde|amts)?(?:verwaltung
                |magistrats?|senats?|(?:ober)?bürgermeister\w*|landr[aä]t\w*)
ADMIN     -     verwaltungs-?(?:vorschl[aä]g|empfehlung|votum|vorlage)\w*
STATEMENT -     (?:verwaltungs)?stellungnahme\w*|antwort der verwaltung|verwaltungsantwort\w*
FOREIGN   -     niederschrift\w*|protokoll\w*|tagesordnung\b(?!spunkt)|mitteilung\w*|eilentscheidung\w*
FOREIGN   -     dringlichkeitsentscheidung\w*
POINT     -     (?:ziff(?:er|ern|\.)?|(?:antrags|beschluss)?punkte?s?|nr\.?|nummer|buchst(?:abe|\.)?|teil
                |abs(?:atz|\.)|spiegelstrich|satz) ?(?:\d{1,2}[a-z]?\b(?!/\d\d)|[ivx]+\b|[a-h]\b)(?:
                (?: ?[,/+–-] ?| und | bis )(?:\d{1,2}[a-z]?\b|[ivx]+\b|[a-h]\b))*\.?
POINT     -     zu \d{1,2}(?:[.)]|:)
POINT     -     \d{1,2}\.(?= (?:einst|mehrh|abgel|beschl|vertagt|zugest|angen|verw|zurück))
POINT     -     (?<![\w.,/])\d{1,2}\)|(?<![\w.,/])[a-h]\)
PROPOSE   -     (?:antr[aä]ge?s?|vorschl[aä]g\w*|empfehlung|bitte)(?: (?:der|des|von|aus)(?: (?!wird|wurde
                |ist|sind|hat|werden)[\w/.-]+){1,5}?)? (?:auf|zur|über)\b(?! (?:\w+ )?(?:entscheidung
                |beschluss|\w*beratung|\w*behandlung|kenntnis|prüfung|anhörung))

ASK       -     (?<!wie )beantrag(?:t|te|ten|en)\b|(?:schlägt|schlug|regt|bittet|bat|möchte|wünscht)\b
ASK       -     stell(?:t|te|ten|en) (?:\w+ )?(?:den|einen|folgenden) (?:\w+ )?(?:\w*antrag)\b

# decisions
WEAK      -     (?:laut|lt\.?|gemäß|gem\.?|wie|nach|entsprechend|entspr\.?|im sinne) (?:der |dem |des
                \ |d\. )?(?:\w+ )?(?:antr[aä]g\w*|(?:beschluss)?(?:vorlage|vorschl[aä]g|empfehlung
                |entwurf)\w*)
WEAK      -     folgt (?:der|dem) (?:votum|(?:beschluss)?empfehlung|vorschlag)\w*|antragsgemäß|vorlagegemäß
WEAK      -     wie (?:beantragt|vorgeschlagen|vorgelegt|empfohlen)
PLAIN     -     beschluss(?:vorschl|vorlag|empfehl|antr|entw|text|auszug|kontroll|fass|fähig)\w*
PLAIN     -     (?:beschluss|abstimmung|ergebnis|abstimmungsergebnis|votum)\w* ?:
AGREE     done  (?:zugestimmt|angenommen|beschlossen|empfohlen|genehmigt|verabschiedet|befürwortet
                |gebilligt|einverstanden|entsprochen|stattgegeben|gefolgt|bestätigt|gewählt|akzeptiert
                |bewilligt)\b\w*
AGREE     done  (?:beschließ|beschloss|beschloß)(?:t|en)?\b|empfiehlt|empfahl|befürwortet|billigt\b
                |genehmigt
AGREE     done  stimm(?:t|te|ten|en)\b(?=[^.;]*\bzu\b)|(?:nimmt|nahm|nehmen)\b(?=[^.;]*\ban\b ?(?:[.;,]|$))
AGREE     done  folgt(?= de[mr]\b)|positiv beschieden
AGREE     inf   zuzustimmen|anzunehmen|stattzugeben|zu (?:beschließen|genehmigen|befürworten|folgen
                |billigen)
AGREE     noun  zustimm(?:ung|end)\w*|annahme\b|genehmigung\b|billigung\b|positive[smn]? (?:votum
                |empfehlung)
REJECT    done  (?:abgelehnt|verworfen|zurückgewiesen|gescheitert|durchgefallen)\w*
REJECT    done  lehn(?:t|te|ten|en)\b(?=[^.;]*\bab\b)|negativ beschieden
REJECT    noun  ablehn\w*|zurückweisung|negative[smn]? (?:votum|empfehlung)
REJECT    inf   abzulehnen|zurückzuweisen
WEAK      -     (?:mehrheits|empfehlungs)?beschluss(?:es|e)?\b|empfehlung\b

# manner and text
MAJORITY  -     nicht einstimmig\w*
UNANIMOUS -     einst\.|einstimm\.|einstimmig\w*|einmütig\w*|einhellig\w*|einvernehmlich\w*|im konsens
UNANIMOUS -     mit allen stimmen|ohne (?:gegenstimmen?|widerspruch|gegenrede)
QUORUM    -     (?:zwei-? ?drittel|2/3|⅔|drei-? ?viertel|3/4)[- ]?(?:stimmen)?mehrheit(?:«members»)?
QUORUM    -     (?:zwei|2)[- /]?(?:drittel|3)«members»
QUORUM    -     mehrheit«members»
QUORUM    -     (?:absolute|qualifizierte)[rn]? (?:stimmen)?mehrheit
TIE       -     stimmen?-?gleich\w*|pattsituation|(?:stimmen)?patt\b
MAJORITY  -     mehrh\.|mehrheitl\.|mehrheitlich\w*|(?:stimmen)?mehrheit\w*|überwiegend\w*
PARTLY    -     teilw\.|tlw\.|teilweise\w*|in teilen|zum teil|teils|z\. ?t\.
AS_IS     -     un(?:ge|ver)ändert\w*|ungeä(?:nd)?\.|ohne (?:\w+ )?(?:änder|ergänz)ung\w*|nicht geändert\w*
AS_IS     -     in (?:der )?(?:vorgelegten|vorliegenden|ursprünglichen|eingebrachten) (?:fassung|form)
AS_IS     -     in der fassung der vorlage
AMENDED   -     (?:ab|um)?geändert\w*|geä(?:nd)?\.|mit änd\.|modifi?zi?er\w*|abweichend\w*|alternative?\b
AMENDED   -     ergänzt\w*|mit (?:\w+ ){0,2}?(?:änder|ergänz|abänder)ung\w*|mit (?:der
                \ |folgender )?maßgabe\w*
AMENDED   -     mit (?:\w+ )?modifikation\w*|in (?:der )?(?:\w+ )?fassung\b|neufassung
RESERVE   -     unter (?:\w+ )?vorbehalt\w*|vorbehaltlich|vorbehalt\b
NOT       -     nicht\b
NO        -     keine?[rnms]?\b
FORMAL    -     wurde|wird|ist|sind|hat|haben|werden|worden|sich
"""

#: kinds of destination (`result_target.Place`) by what its name holds, in order of priority; `none` are
#: nouns after a preposition that are no place at all, tested where their beginning stands
PLACES = r"""
closed          nicht-? ?öffentlich\w* (?:teil|sitzung)
following       (?:nach|nächst|weiter)folgend\w*|folge-?gremi\w*|folgende\w* gremi\w*|weitere\w* (?:gremi
                |beratungsf)\w*|\w*beratungsfolge|nächste\w* gremi\w*
                |(?:die |den )?gremien(?: der beratungsfolge)?$
factions        \w*fraktion\w*
working_group   \w*(?:arbeits|projekt|lenkungs)-?(?:kreis|gruppe)\w*|ag\b|ak\b|runde\w* tisch\w*|workshop\w*
budget          \w*haushalts?-?(?:plan)?-?(?:beratung|debatte|verhandlung|plan|aufstellung)\w*
                |haushalt(?: \d{4}.*)?$|etatberatung\w*|doppelhaushalt.*
today           (?:heutige|laufende|diese)\w* \w*sitzung
meeting         \w*sitzung\w*|\w*lesung\w*|\w*tagung|\w*turnus|\w*sitzungs(?:runde|periode)|sitzungslauf
                |(?:nächste|kommende|übernächste)\w* (?:\w+)?(?:rat|mal)|sondersitzung
time            (?:un)?bestimmte zeit|weiteres|\w*termin\w*|\w*zeitpunkt|\w*jahr\w*|\w*quartal|\w*monat\w*
                |\w*woche\w*|januar|februar|märz|april|mai|juni|juli|august|september|oktober|november
                |dezember|herbst|frühjahr|sommer\w*|winter|\w*pause|(?:19|20)\d\d|\d{1,2}\.\s?\d{1,2}\.
administration  \w*verwaltung(?!s?-?(?:ausschu|rat|beirat))\w*|bürgermeister\w*|oberbürgermeister\w*
                |landr[aä]t\w*|\w*dezernat\w*|fachbereich\w*|\w*amt\b|ämter|magistrat\w*|betriebsleitung
organization    [\w-]*ausschu(?:ss|ß|s)\w*|[\w-]*ausschüsse\w*|[\w-]*(?:bei|jugend|senioren
                |integrations)?rat(?:e?s)?\b|[\w-]*rates?\b|[\w-]*tag(?:e?s)?\b|[\w-]*versammlung
                |[\w-]*gremi\w*|[\w-]*vertretung(?:en)?|[\w-]*kommission\w*|[\w-]*beirät\w*|[\w-]*räte?n?\b
                |[\w-]*vorstand|[\w-]*forum|[\w-]*senat|[\w-]*parlament|[\w-]*kuratorium|plenum|bv\b
                |[\w-]*konferenz|[\w-]*bürgerschaft
none            (?:kenntnis|tagesordnung|to\b|abstimmung|protokoll|beratung|antrag|fassung|form|teilen
                |sinne|rahmen|konsens|einvernehmen|folgend|entscheidung|beschluss|übrigen|wesentlichen
                |ergebnis|sache|geschäftsgang|geschäftsordnung|vorlage|weiteren beratung|prüfung
                |stellungnahme|empfehlung|zustimmung|vorberatung|hinblick|anschluss
                |nächsten tagesordnungspunkt|vorschlag|ersten durchgang)
"""
