"""Japanese word lists: no spaces between words, so they are searched in the text; thin."""

from __future__ import annotations

from pipeline.check.words.lexicon import Lexicon

WORDS = Lexicon(
    negators="",
    soft="",
    inside={
        "negators": "ません|ない|なかった|なく|"
        "なし|無し|ずに|せず|れず|えず|ぬ|不|未(?!満)|無|非(?!常)|禁|避け|以外|"
        "なければ|なけれ|だけ|のみ|失敗|エラー|空|ゼロ|ず、|なき|限り|外|拒否|除",
        "strong": "必要|必ず|なければな|ねばな|べき|必須|しなければ|なくては|ないといけ",
        "weak": "ことができ|できます|できる|かもしれ|可能性|ことがあ|場合があ|てもよ|任意",
    },
    least="以上|超え|より多|より大|少なくとも|最低|上回",
    most="以下|未満|より少|より小|まで|最大|多くとも|下回|超えない|以内",
    measures={
        "mg": "ミリグラム", "mcg": "マイクログラム", "g": "グラム", "kg": "キログラム",
        "ml": "ミリリットル", "l": "リットル", "unit": "単位", "%": "パーセント",
        "s": "秒 秒間", "min": "分 分間", "h": "時間", "day": "日 日間 日目",
        "week": "週 週間", "month": "か月 ヶ月 カ月 ヵ月 ケ月 箇月 か月間 ヶ月間",
        "year": "年 年間 歳", "tablet": "錠", "capsule": "カプセル", "drop": "滴",
    },
)  # fmt: skip
