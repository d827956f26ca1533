"""Labels of others in many languages, each with the verdict of the shipped scale it means."""

LABELS = {
    "true": (
        "true; correct; accurate; right; real; fact; confirmed; verified; authentic; genuine; "
        "supported; entirely true; completely true; absolutely true; legit; "
        "geppetto checkmark; vrai; c'est vrai; exact; verdadero; cierto; correcto; verdad; "
        "es cierto; verdadeiro; verdade; fato; é verdade; comprovado; wahr; richtig; stimmt; "
        "korrekt; vero; corretto; juist; waar; klopt; benar; fakta; doğru; prawda; правда; "
        "верно; вірно; истина; صحيح; حقيقي; حقيقة; सच; सही; सत्य; 正確; 正确; 真實; 属实; "
        "屬實; 事實; 正しい; 사실; točno; tačno; istina; pravda; sandt; sant; cert; adevărat; "
        "αληθές; igaz; totta; সত্য"
    ),
    "mostly-true": (
        "mostly true; mostly correct; mostly accurate; largely true; largely accurate; "
        "nearly true; almost true; broadly true; substantially true; true but; correct but; "
        "one pinocchio; plutôt vrai; presque vrai; globalement vrai; vrai mais; "
        "mayormente verdadero; mayormente cierto; casi verdadero; casi cierto; verdadero pero; "
        "cierto pero; verdad pero; verdadeiro mas; quase verdade; maioritariamente verdadeiro; "
        "größtenteils richtig; größtenteils wahr; überwiegend richtig; weitgehend richtig; "
        "fast richtig; quasi vero; per lo più vero; grotendeels waar; sebagian besar benar; "
        "çoğunlukla doğru; raczej prawda; в основном правда; почти правда; صحيح في معظمه; "
        "大部分屬實; 大部分属实; ほぼ正確; 대체로 사실; mestadels sant"
    ),
    "partly-true": (
        "half true; half truth; partly true; partially true; partly correct; "
        "partially correct; partly accurate; partly false; partially false; "
        "partially incorrect; mixture; mixed; mixed bag; some truth; in between; "
        "contains some truth; two pinocchios; true and false; à moitié vrai; "
        "partiellement vrai; en partie vrai; vrai et faux; partiellement faux; "
        "c'est plus compliqué; verdad a medias; media verdad; medio verdadero; "
        "parcialmente verdadero; parcialmente cierto; parcialmente falso; meia verdade; "
        "parcialmente verdadeiro; parcialmente correto; teilweise richtig; teilweise wahr; "
        "teilweise falsch; halb wahr; halbwahr; parzialmente vero; parzialmente falso; "
        "mezza verità; deels waar; gedeeltelijk waar; half waar; sebagian benar; kısmen doğru; "
        "karma; częściowo prawda; półprawda; полуправда; частично правда; напівправда; "
        "صحيح جزئيا; نصف صحيح; خطأ جزئي; आधा सच; आंशिक सच; 部分正確; 部分正确; 半真半假; "
        "一部誤り; 半分正しい; 절반의 사실; poluistina; djelomično točno; delvis sant; "
        "delvist sandt; parțial adevărat"
    ),
    "misleading": (
        "misleading; mostly false; mostly untrue; mostly incorrect; mostly inaccurate; "
        "largely false; missing context; lacks context; needs context; lacking context; "
        "out of context; taken out of context; false context; cherry picked; cherry picks; "
        "exaggerated; exaggeration; distorted; distorts the facts; spins the facts; deceptive; "
        "half false; barely true; three pinocchios; false headline; misrepresented; "
        "true but misleading; trompeur; trompeuse; plutôt faux; exagéré; hors contexte; "
        "hors de contexte; manque de contexte; sorti de son contexte; engañoso; engañosa; "
        "falta contexto; fuera de contexto; sacado de contexto; descontextualizado; exagerado; "
        "mayormente falso; fora de contexto; sem contexto; distorcido; "
        "verdadeiro mas irreführend; fehlender kontext; falscher kontext; "
        "aus dem zusammenhang gerissen; größtenteils falsch; überwiegend falsch; übertrieben; "
        "fuorviante; ingannevole; fuori contesto; manca il contesto; misleidend; "
        "grotendeels onwaar; uit de context; menyesatkan; yanıltıcı; bağlamından koparılmış; "
        "wprowadza w błąd; manipulacja; вводит в заблуждение; введение в заблуждение; "
        "манипуляция; маніпуляція; مضلل; भ्रामक; 誤導; 误导; 误导性; 誤解を招く; 오해의 소지; "
        "대체로 사실 아님; zavádějící; obmanjujuće; villedende; vilseledande; missvisande; "
        "παραπλανητικό; বিভ্রান্তিকর"
    ),
    "false": (
        "false; fake; fake news; false news; untrue; incorrect; wrong; inaccurate; not true; "
        "not correct; not real; not legit; pants on fire; hoax; debunked; fabricated; fiction; "
        "scam; baseless; unfounded; refuted; totally false; completely false; four pinocchios; "
        "doctored; altered; manipulated; altered image; altered photo; altered video; "
        "edited photo; faux; c'est faux; fausse; infox; intox; inexact; inexacte; infondé; "
        "montage; falso; falsa; es falso; mentira; bulo; incorrecto; montaje; errado; boato; "
        "é falso; é fake; falsch; unwahr; frei erfunden; falschmeldung; bufala; notizia falsa; "
        "onwaar; niet waar; onjuist; nep; salah; hoaks; keliru; disinformasi; yanlış; sahte; "
        "fałsz; nieprawda; ложь; фейк; неправда; неверно; неправдиво; брехня; خطأ; خاطئ; زائف; "
        "كاذب; مفبرك; غير صحيح; شائعة; झूठ; झूठा; गलत; फर्जी; फेक; असत्य; 錯誤; 错误; 假; "
        "虛假; 虚假; 不實; 不实; 謠言; 谣言; 誤り; 虚偽; デマ; 거짓; 사실 아님; netočno; "
        "netačno; neistina; laž; nepravda; falskt; falsk; usant; feil; fals; ψευδές; hamis; "
        "nem igaz; মিথ্যা; பொய்; rumor"
    ),
    "conflicting-evidence": (
        "conflicting evidence; conflicting; disputed; contested; in dispute; contradictory; "
        "debated; controversé; disputado; contestado; discutible; umstritten; contestato; "
        "omstreden; спорно"
    ),
    "not-enough-evidence": (
        "not enough evidence; insufficient evidence; no evidence; lacks evidence; "
        "lack of evidence; unproven; not proven; unverified; unverifiable; cannot be verified; "
        "can't be verified; unsubstantiated; unsupported; inconclusive; undetermined; unknown; "
        "unconfirmed; research in progress; non vérifiable; invérifiable; non prouvé; "
        "pas de preuve; sans preuve; no probado; sin pruebas; sin evidencia; sin evidencias; "
        "no hay pruebas; no verificable; inverificable; insostenible; insustentável; "
        "sem provas; sem evidências; não comprovado; unbelegt; nicht belegt; keine belege; "
        "unbewiesen; nicht überprüfbar; non verificabile; non provato; onbewezen; onbevestigd; "
        "belum terbukti; tidak terbukti; kanıtlanmamış; belirsiz; niezweryfikowane; "
        "недоказано; не доказано; غير مؤكد; अप्रमाणित; 未證實; 未证实; 證據不足; 根拠不明; "
        "판단 유보; neprovjereno"
    ),
    "correctly-attributed": (
        "correctly attributed; correct attribution; real quote; citation exacte"
    ),
    "misattributed": (
        "misattributed; wrongly attributed; falsely attributed; incorrect attribution; "
        "false attribution; fake quote; false quote; mauvaise attribution; fausse citation; "
        "cita falsa; mal atribuido; citação falsa; falsches zitat; falschzitat; "
        "zitat erfunden; falsche zuschreibung; citazione falsa; attribuzione errata"
    ),
}
