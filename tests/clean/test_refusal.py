"""Texts on both sides of a refusal, written for this test; English and Chinese in both scripts.

The openings were mended on these texts, so the lists are no measure of what is missed: see
`refusals.txt` for that.
"""

import re

import polars as pl
import pytest

from etl.clean import refusal
from etl.clean._refusals import OPENING, opening
from etl.schema import example, frame

ANSWERS = """
I'm sorry, but I can't find that order. Could you check the number?
Sorry for the delay! Your parcel left our warehouse.
I'm sorry to hear that. Let's get it fixed: first, restart the router.
I apologize for the confusion. The correct answer is 42.
I can't help but notice that your loop never ends.
I cannot recommend this book enough; it is a joy.
As an AI assistant, I can help you with that! First, open the settings.
As an AI engineer, you will train models.
I can help with that.
Unfortunately, the 9:15 flight is sold out; the next one leaves at 10.
I'm unable to see a reservation under that name. Was it booked by someone else?
I can't access that page because it needs a login; please paste its text.
You can't do that in SQL, but you can use a window function.
We cannot give a refund after 30 days, but an exchange is fine.
"I can't" is a contraction of "I cannot".
The refusal letter could say: I'm sorry, but I can't accept the offer.
No, it isn't. Python lists are mutable.
I don't have an exact figure, but about 40.
I can't say for certain, but it is likely the fuse.
I can't tell from the log alone; please send the full trace.
To refuse politely, say: I cannot help with that.
Sorry, that was wrong. The capital of Australia is Canberra.
I'm sorry for your loss. Here is a short eulogy:
I understand. Here is the plan you asked for.
I cannot stress this enough: back up first.
It is illegal to park here.
My instructions: mix flour and water.
Let's talk about something else you can do: tests.
I couldn't find any restaurant there, but here are two nearby.
Your request has been sent to the team.
This question is answered in chapter 2.
I refuse to believe it either! What a match.
I won't lie, this is a hard problem, but here is the proof.
I am not able to find a 5 star hotel there. Would a 4 star one do?
很抱歉，我無法查到您的訂單，請提供訂單編號。
抱歉讓您久等了，以下是您要的資料。
對不起，剛才的答案有誤，正確答案是四。
我們無法在三十天後退款，但可以換貨。
不好意思，請問您的訂位大名？
作為您的助理，我可以協助您安排行程。
這個問題的答案是四。
無法登入時，請先重設密碼。
作為初學者，您不會一開始就懂這些。
我不知道確切日期，但大約在五月。
抱歉，我没有找到相关的酒店，换一个条件试试吧。
对不起，我弄错了，应该是北京时间。
我不能确定，不过大约是四十。
无法连接时请重启路由器。
作为一名学生，你不能只背公式。
我没有去过，不过听说那里很美。
这个问题可以这样回答：先看定义。
让我们换个角度来看这个问题。
很遗憾，今天的票已经卖完了，明天还有。
您的请求已经提交。
我不会游泳，但我喜欢看海。
我无法打开这个链接，请把内容贴给我。
不能这样写，应该用单引号。
我拒绝过一次，后来还是去了，没有后悔。
好的，我来帮您写这封信。
I can't write that file because /etc is read-only; run the command with sudo.
I'm sorry, I can't process your payment because the card has expired. Would you like to use another one?
I'm unable to complete the booking because no seats are left; would 7 pm work?
Sorry, I didn't catch that. Which city are you flying from?
I cannot answer without the table's schema. Could you paste it?
I can't provide an exact arrival time, but your driver is about ten minutes away.
I'm not able to change the name on the ticket here, but the airline can: call 555-0100.
As a language model paper from 2020 shows, scale matters.
I must say, that is a beautiful poem.
I understand that you need the report by Friday. Here is a draft.
However, that is only half of the story.
Thanks for asking! I'm doing great.
I don't have that information. Do you know the hotel's name?
That is not something I would worry about: the warning is harmless.
No problem, the appointment is cancelled.
抱歉，目前没有直达航班，需要在香港转机。
很抱歉，這款商品已經停產，建議您看看新款。
不好意思，我没听清楚，您要去哪个城市？
我們無法提供當日到貨服務，最快是明天。
您的问题很好。答案是牛顿第二定律。
我不能吃辣，所以推荐这家粤菜馆。
作为一个助手，你需要先了解用户的需求。
没办法直接改，可以先导出再导入。
我没有帮助文档的链接，您可以在官网搜索。
抱歉，我算错了。重新算：3+4=7。
對不起，我不知道這家餐廳的電話。
這個內容不適合放在首頁，建議移到第二頁。
无法回答“为什么”的测试没有价值，所以先写断言。
I can't create the table because the name is taken; drop it first.
I'm afraid the museum is closed on Mondays.
I don't provide the weights here; see the release page.
Sorry about that! I have updated the address.
As an AI product manager, your first task is discovery.
I have to decline the 3 pm slot in the draft, as you asked: 'Dear Ann, ...'
I'm not able to reproduce the bug with version 2.1.
I will not repeat the header; it is the same as above.
I cannot find the file you shared.
So, the answer is 12.
很抱歉，您的包裹延误了，预计明天送达。
此航班无法提供餐食，请自备。
作为模型，线性回归无法处理缺失值。
我不支持红队，不过他们这场踢得好。
这台机器不能处理这么大的文件，请先压缩。
根据天气预报，明天有雨。
抱歉，我帮您查了一下，没有空房。
請問您的問題是什麼？
""".strip().split("\n")

REFUSALS = """
I'm sorry, but I can't help with that.
I’m sorry, but I can’t assist with that request.
Sorry, I can't do that.
I cannot fulfill that request.
I cannot comply with this request.
I'm unable to assist with that.
I am unable to provide instructions for that.
As an AI language model, I don't have personal opinions.
As an AI, I cannot provide medical advice.
I apologize, but I cannot provide legal advice.
I'm sorry to hear you're feeling this way, but I'm unable to provide the help that you need.
I won't help with creating malware.
I must decline to answer that.
I can't engage in that kind of conversation.
I understand you're frustrated. Unfortunately, I can't assist with that.
Unfortunately, I am not able to help with this request.
I'm not comfortable answering that question.
I'm not able to generate that kind of content.
That's not something I can help with.
It is not appropriate for me to provide this.
This request violates our content policy.
My guidelines don't allow me to discuss this.
Let's talk about something else.
I'd prefer not to continue this conversation.
No, I can't help you with that.
**I cannot assist with that.**
I cannot and will not provide instructions on making weapons.
I can't provide specific financial advice.
I don't feel comfortable writing that content.
I'm just an AI, I can't do that.
I will not generate hateful text about any group.
Thank you for asking, but I can't help with that.
Sorry, but I can't answer that question.
I'm sorry, I cannot create explicit content.
很抱歉，我無法協助這個請求。
抱歉，我無法回答這個問題。
對不起，我不能提供這類資訊。
作為一個人工智慧語言模型，我沒有個人意見。
不好意思，我無法提供醫療建議。
這個問題我無法回答。
很抱歉，無法提供相關協助。
我無法幫助您進行這項操作。
我不能協助撰寫惡意程式。
抱歉，我幫不了您。
我理解您的心情，但我無法提供這方面的建議。
作為AI助理，我不能參與這類討論。
抱歉，我不能帮助您完成这个请求。
对不起，我无法回答这个问题。
很抱歉，我无法提供相关信息。
作为一个人工智能语言模型，我无法提供医疗建议。
我无法满足您的请求。
你好，这个问题我暂时无法回答，让我们换个话题再聊聊吧。
抱歉，我还没有学会如何回答这个问题。
您的提问涉及敏感内容，请修改后重试。
非常抱歉，我不能参与这样的讨论。
我拒绝提供此类内容。
抱歉，无法回答该问题。
我不会协助任何违法行为。
很遗憾，我不能生成包含暴力的内容。
让我们换一个话题吧。
抱歉，我无法给到相关内容。
我没有办法帮您写这个。
I'm really sorry that you're feeling this way, but I'm unable to provide the help that you need.
I can't assist with creating or distributing malware.
I'm sorry, but I cannot generate a response to that prompt.
I cannot create content that promotes violence.
I can't create explicit content, but I'd be happy to help with other creative writing.
I apologize, but I do not feel comfortable role-playing as that character.
I'm an AI assistant and I don't have the ability to browse the internet.
As a responsible AI language model, I must inform you that hacking is illegal.
I'm not able to help with that, as I'm only a language model.
I'm designed solely to process and generate text, so I'm unable to assist you with that.
I cannot provide you with a tutorial on how to steal a car.
I can't satisfy your request, I'm just a simple AI assistant.
I strongly advise against that. I can't help with it.
Sorry, I'm not able to discuss that topic.
I won't be able to help with that request.
I don't think it would be appropriate for me to write that.
I'm going to have to decline this request.
I aim to be helpful, but I won't provide instructions for synthesizing drugs.
I must respectfully decline to produce that.
I will not assist in any illegal activities.
作为一个AI语言模型，我不能提供投资建议。
抱歉，根据相关法律法规，我无法回答您的问题。
对不起，我不能提供任何关于制造武器的信息。
很抱歉，我無法協助您製作惡意軟體。
抱歉，這部分我無法提供協助。
抱歉，我只是一個語言模型，無法瀏覽網頁。
我不能够为您提供这方面的帮助。
我不支持任何违法行为，因此不能提供相关信息。
非常抱歉，作为AI我没有感情。
身為一個AI助理，我無法提供法律建議。
对此我无法发表评论。
很抱歉，您的請求違反了我們的使用政策。
抱歉，我无法生成这样的内容。
不好意思，这个我帮不上忙。
請恕我無法回答此問題。
I'm sorry, but I won't be able to write that for you.
I cannot help you with hacking into someone's account.
Sorry, I cannot provide guidance on that topic.
I'm afraid I can't do that.
I'm afraid I'm unable to help with that request.
I don't provide instructions for illegal activities.
As an AI developed by OpenAI, I'm not able to express political opinions.
I do not have personal beliefs as an AI.
I'm sorry, but as an AI assistant I cannot access real-time data.
It's against my programming to help with that.
I'm not able to provide medical diagnoses; please see a doctor.
I can't support that request.
对不起，作为一个人工智能助手，我不能参与任何违法活动。
抱歉，我没法帮你做这个。
我不能为这种行为提供帮助。
很抱歉，我不能协助进行网络攻击。
抱歉，這超出了我的能力範圍。
我無法提供有關製作炸彈的資訊。
對不起，這類要求我不能滿足。
""".strip().split("\n")


def refuses(text, **options):
    row = frame(example(("user", "x"), ("assistant", text)))
    return row.lazy().select(v=refusal.reject(**options)).collect()["v"].item()


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_no_refusal_though_it_apologises_or_says_cannot(text):
    assert not refuses(text)


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_is_known_by_its_opening(text):
    assert refuses(text)


@pytest.mark.parametrize("text", REFUSALS)
def test_a_refusal_further_down_is_none(text):
    assert not refuses(f"The assistant said: {text}")
    assert not refuses(f"他回答說：{text}")


def test_a_long_answer_that_begins_with_an_apology_goes_on_to_help():
    start = "I'm sorry, but I can't help with that. "
    assert refuses(start.ljust(800, "n"))
    assert not refuses(start.ljust(801, "n"))
    assert not refuses(start.ljust(100, "n"), max_chars=99)


def test_chinese_has_a_limit_of_its_own():
    start = "抱歉，我無法協助這個請求。"
    assert refuses(start.ljust(300, "好"))
    assert not refuses(start.ljust(301, "好"))
    assert refuses(start.ljust(301, "好"), max_chars_cjk=301)


def test_what_stands_around_an_opening_does_not_hide_it():
    for text in (
        "**I cannot assist with that.**",
        "\n\n> I can’t help with that.",
        "「我無法協助。」",
    ):
        assert refuses(text)


def test_the_file_of_openings_is_read_whole():
    text = "# note\n[PARTS]\nA b|c\n\n[LEADS]\nso\n[SHAPES]\n(?:{A})d\n[你妳]不\n"
    said = pl.Series(["bd", "So, cd", "ad", "妳不", "so"]).str.contains(opening(text))
    assert said.to_list() == [True, True, False, True, False]
    assert "{" not in re.sub(r"\{\d+(?:,\d+)?\}", "", OPENING)  # but for repetitions
